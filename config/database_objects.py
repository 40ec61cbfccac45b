"""What a database is made of, as sorted lines: columns, constraints, indexes, triggers, functions, rights, extensions.

A restored database is compared with its archive line by line. Casts, brackets and blanks are left out, because
PostgreSQL writes them differently after a dump has been read.
"""

from collections.abc import Iterator

# psql reads it too: no placeholder but the two roles.
LISTING = r"""
WITH ours AS (
    SELECT c.oid, c.relname, c.relkind, c.relpersistence, c.relacl, c.relowner FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')),
functions AS (
    SELECT p.oid, p.proname, p.proacl, p.proowner, pg_get_function_identity_arguments(p.oid) AS takes FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')),
lines (kind, name, definition) AS (
    SELECT 'table', relname, relkind::text || relpersistence::text FROM ours WHERE relkind IN ('r', 'p', 'S', 'v', 'm')
    UNION ALL
    SELECT 'column', relname || '.' || attname,
        format_type(atttypid, atttypmod) || attnotnull::text || attidentity::text
            || coalesce(pg_get_expr(adbin, adrelid), '')
    FROM ours JOIN pg_attribute a ON a.attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef ON adrelid = ours.oid AND adnum = attnum WHERE relkind IN ('r', 'p')
    UNION ALL
    SELECT 'constraint', relname || '.' || conname, pg_get_constraintdef(k.oid) || convalidated::text
    FROM ours JOIN pg_constraint k ON k.conrelid = ours.oid AND contype <> 'n'
    UNION ALL
    SELECT 'index', relname, pg_get_indexdef(oid) FROM ours WHERE relkind IN ('i', 'I')
    UNION ALL
    SELECT 'trigger', relname || '.' || tgname, pg_get_triggerdef(t.oid) || tgenabled::text
    FROM ours JOIN pg_trigger t ON t.tgrelid = ours.oid AND NOT tgisinternal
    UNION ALL
    SELECT 'function', proname || '(' || takes || ')', md5(pg_get_functiondef(oid)) FROM functions
    UNION ALL
    SELECT 'extension', extname, '' FROM pg_extension
    UNION ALL
    SELECT 'right', relname, role || ' ' || privilege_type FROM ours
    CROSS JOIN LATERAL aclexplode(relacl)
    JOIN (VALUES ('{app}', 'app'), ('{compartment}', 'compartment')) AS known (name, role)
      ON grantee = to_regrole(nullif(quote_ident(known.name), '""')) WHERE relkind IN ('r', 'p', 'S', 'v', 'm')
    UNION ALL
    SELECT 'right', proname, coalesce(role, 'public') || ' ' || privilege_type FROM functions
    CROSS JOIN LATERAL aclexplode(coalesce(proacl, acldefault('f', proowner)))
    LEFT JOIN (VALUES ('{app}', 'app'), ('{compartment}', 'compartment')) AS known (name, role)
      ON grantee = to_regrole(nullif(quote_ident(known.name), '""')) WHERE grantee = 0 OR role IS NOT NULL)
SELECT DISTINCT kind || E' ' || name || E' ' || regexp_replace(
    definition, '::"?[a-z][a-z ]*"?(\(\d+\))?(\[\])?|[()\s]|public\.', '', 'g') AS line
FROM lines ORDER BY 1
"""


def listing(*, app: str, compartment: str) -> str:
    """The query, with the roles whose rights are listed; empty names list no rights."""
    return LISTING.replace("{app}", app.replace("'", "")).replace("{compartment}", compartment.replace("'", ""))


def comparable(lines: list[str], *, rights: bool, definitions: bool) -> Iterator[str]:
    """The lines that must be equal: without rights where roles are still to get them, and by name across versions."""
    for line in lines:
        kind, name, _definition = [*line.split(" ", 2), ""][:3]
        if rights or kind != "right":
            yield line if definitions or kind == "right" else f"{kind} {name}"
