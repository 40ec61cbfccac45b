// A map of tiles under the points: laid in Web Mercator, as they are cut, with the points moved into the same projection.
const TILE = 256;
const FURTHEST = 3;
const CLOSEST = 18;
const LOWEST = 320;
const ROOM = 0.85;
const NEAR = 14;
const STILL = 4;

const across = (lon) => (lon + 180) / 360;
const down = (lat) => {
  const sine = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
};
const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
const spread = (values) => Math.max(...values) - Math.min(...values);
const made = (name, attributes) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

class TiledMap {
  constructor(svg, place) {
    this.svg = svg;
    this.place = place;
    this.points = [...svg.querySelectorAll("a[data-lon]")].map((link) => ({
      x: across(Number(link.dataset.lon)),
      y: down(Number(link.dataset.lat)),
      link,
    }));
    this.ground = svg.insertBefore(made("g", {}), svg.firstChild);
    this.laid = new Map();
    this.listen();
    new ResizeObserver(() => this.measure()).observe(svg);
  }

  // As wide as it stands on the page, so that a tile's words keep their size.
  measure() {
    const width = Math.round(this.svg.clientWidth);
    if (!width || width === this.width) return;
    this.width = width;
    this.height = Math.max(LOWEST, Math.round(width * 0.75));
    this.svg.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
    this.fit();
  }

  fit() {
    const [xs, ys] = [this.points.map((point) => point.x), this.points.map((point) => point.y)];
    const needed = Math.max(spread(xs) / this.width, spread(ys) / this.height) / ROOM;
    const zoom = needed ? Math.floor(Math.log2(1 / (needed * TILE))) : NEAR;
    this.centre = { x: middle(xs), y: middle(ys) };
    this.turn(Math.min(zoom, NEAR));
  }

  turn(zoom) {
    this.zoom = Math.min(CLOSEST, Math.max(FURTHEST, zoom));
    this.draw();
  }

  get scale() {
    return TILE * 2 ** this.zoom;
  }

  draw() {
    const left = this.centre.x * this.scale - this.width / 2;
    const top = this.centre.y * this.scale - this.height / 2;
    for (const { x, y, link } of this.points) {
      const at = `M${(x * this.scale - left).toFixed(1)} ${(y * this.scale - top).toFixed(1)}h.01`;
      for (const path of link.querySelectorAll("path")) path.setAttribute("d", at);
    }
    this.lay(left, top);
  }

  // Tiles that are there already are moved, not asked for again.
  lay(left, top) {
    const wanted = new Map(this.tiles(left, top).map((tile) => [`${tile.layer} ${this.zoom} ${tile.row} ${tile.column}`, tile]));
    for (const [name, image] of this.laid) {
      if (!wanted.has(name)) {
        image.remove();
        this.laid.delete(name);
      }
    }
    for (const [name, tile] of wanted) {
      if (!this.laid.has(name)) this.laid.set(name, this.ground.appendChild(this.image(tile)));
      const image = this.laid.get(name);
      image.setAttribute("x", (tile.column * TILE - left).toFixed(1));
      image.setAttribute("y", (tile.row * TILE - top).toFixed(1));
    }
  }

  tiles(left, top) {
    const last = 2 ** this.zoom - 1;
    const between = (start, length) => {
      const first = Math.max(0, Math.floor(start / TILE));
      const end = Math.min(last, Math.floor((start + length) / TILE));
      return Array.from({ length: end - first + 1 }, (_none, step) => first + step);
    };
    const [rows, columns] = [between(top, this.height), between(left, this.width)];
    const layers = this.svg.dataset.layers.split(" ");
    return layers.flatMap((layer) => rows.flatMap((row) => columns.map((column) => ({ layer, row, column }))));
  }

  image(tile) {
    const parts = { ...tile, zoom: this.zoom };
    const href = this.svg.dataset.tiles.replace(/\{(\w+)\}/g, (_all, name) => parts[name]);
    const image = made("image", { href, width: TILE, height: TILE });
    image.addEventListener("load", () => this.shown(), { once: true });
    image.addEventListener("error", () => image.setAttribute("visibility", "hidden"), { once: true });
    return image;
  }

  // Only what has come is called a map: until then these are points without borders.
  shown() {
    for (const words of this.place.querySelectorAll("[data-with-tiles]")) words.hidden = false;
    for (const words of this.place.querySelectorAll("[data-without-tiles]")) words.hidden = true;
  }

  listen() {
    this.place.addEventListener("click", (event) => {
      const button = event.target.closest("[data-zoom]");
      if (button) button.dataset.zoom === "0" ? this.fit() : this.turn(this.zoom + Number(button.dataset.zoom));
    });
    this.svg.addEventListener("focusin", (event) => this.bring(event.target.closest("a[data-lon]")));
    this.svg.addEventListener("pointerdown", (event) => this.grab(event));
    this.svg.addEventListener("click", (event) => this.go(event));
  }

  // A point that is reached with the keyboard is moved into sight.
  bring(link) {
    const point = this.points.find((one) => one.link === link);
    if (!point) return;
    const off = [(point.x - this.centre.x) * this.scale, (point.y - this.centre.y) * this.scale];
    if (Math.abs(off[0]) < this.width / 2 && Math.abs(off[1]) < this.height / 2) return;
    this.centre = { x: point.x, y: point.y };
    this.draw();
  }

  // A mouse drags the map; a finger scrolls the page and taps where the middle is to be.
  grab(start) {
    this.dragged = false;
    if (start.button !== 0 || start.pointerType === "touch" || start.target.closest("a")) return;
    const from = { ...this.centre };
    const move = (event) => {
      const [right, below] = [event.clientX - start.clientX, event.clientY - start.clientY];
      this.dragged ||= Math.hypot(right, below) > STILL;
      this.centre = { x: from.x - right / this.scale, y: from.y - below / this.scale };
      this.draw();
    };
    this.svg.setPointerCapture(start.pointerId);
    this.svg.addEventListener("pointermove", move);
    this.svg.addEventListener("lostpointercapture", () => this.svg.removeEventListener("pointermove", move), { once: true });
  }

  go(event) {
    if (this.dragged || event.target.closest("a")) return;
    const frame = this.svg.getBoundingClientRect();
    this.centre = {
      x: this.centre.x + (event.clientX - frame.left - frame.width / 2) / this.scale,
      y: this.centre.y + (event.clientY - frame.top - frame.height / 2) / this.scale,
    };
    this.draw();
  }
}

export function layTiles(root) {
  for (const svg of root.querySelectorAll("svg[data-tiles]")) {
    if (svg.dataset.ready) continue;
    svg.dataset.ready = "1";
    new TiledMap(svg, svg.closest("section"));
  }
}
