package dbmanager.sql.sqlite;

import dbmanager.migration.Template;
import java.util.List;
import java.util.Optional;

/** What new SQLite migrations start from. */
final class SqliteTemplates {
    static final List<Template> ALL = List.of(
            template("empty", "a comment to replace", """
                    -- {description}
                    -- Runs as one transaction: no BEGIN, no COMMIT.
                    """, """
                    -- Takes back: {description}
                    """, """
                    -- Queries that must return no row once {version} is in.
                    """),
            template("create-table", "a table with a key, a constraint and a time", """
                    -- {description}
                    CREATE TABLE "{subject}" (
                        id INTEGER PRIMARY KEY,
                        name TEXT NOT NULL CHECK (name <> ''),
                        created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
                    );
                    """, """
                    -- Takes back: {description}. The rows go with the table.
                    DROP TABLE "{subject}";
                    """, """
                    -- Must return no row: the table is there.
                    SELECT '{subject} is missing' WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{subject}');
                    """),
            template("add-column", "a column with a default for the rows that are there", """
                    -- {description}
                    -- NOT NULL needs a default: it is the value of the rows that are there already.
                    ALTER TABLE products ADD COLUMN price INTEGER NOT NULL DEFAULT 0;
                    """, """
                    -- Takes back: {description}. What was entered in the column is lost.
                    ALTER TABLE products DROP COLUMN price;
                    """, """
                    -- Must return no row.
                    SELECT id, price FROM products WHERE price < 0;
                    """),
            template("rename-column", "a new name, also in indexes, views and triggers", """
                    -- {description}
                    ALTER TABLE products RENAME COLUMN name TO title;
                    """, """
                    -- Takes back: {description}
                    ALTER TABLE products RENAME COLUMN title TO name;
                    """, """
                    -- Must return no row: the column has its new name.
                    SELECT 'products.title is missing' WHERE NOT EXISTS (SELECT 1 FROM pragma_table_info('products') WHERE name = 'title');
                    """),
            template("rebuild-table", "what ALTER TABLE cannot do: copy into a table of the new shape", """
                    -- {description}
                    -- https://sqlite.org/lang_altertable.html#otheralter, in one transaction. db-manager runs migrations with foreign keys
                    -- off, so that dropping the old table deletes no rows of others, and looks for orphans before it commits.
                    CREATE TABLE products_new (
                        id INTEGER PRIMARY KEY,
                        name TEXT NOT NULL UNIQUE
                    );
                    INSERT INTO products_new (id, name) SELECT id, name FROM products;
                    DROP TABLE products;
                    ALTER TABLE products_new RENAME TO products;
                    -- The indexes and triggers of the old table went with it: create them again here.
                    """, """
                    -- Takes back: {description}
                    CREATE TABLE products_old (
                        id INTEGER PRIMARY KEY,
                        name TEXT NOT NULL
                    );
                    INSERT INTO products_old (id, name) SELECT id, name FROM products;
                    DROP TABLE products;
                    ALTER TABLE products_old RENAME TO products;
                    """, """
                    -- Must return no row.
                    SELECT name, count(*) FROM products GROUP BY name HAVING count(*) > 1;
                    """),
            template("create-index", "an index that a query needs", """
                    -- {description}
                    CREATE INDEX products_by_name ON products (name);
                    """, """
                    -- Takes back: {description}
                    DROP INDEX products_by_name;
                    """, """
                    -- Must return no row: the index is there.
                    SELECT 'products_by_name is missing' WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'products_by_name');
                    """),
            template(
                    "create-view",
                    "a view; as R__{name}.sql it would run again whenever its text changes",
                    """
                    -- {description}
                    -- Saved as R__{name}.sql instead, it runs again whenever its text changes, after all versions.
                    DROP VIEW IF EXISTS "{subject}";
                    CREATE VIEW "{subject}" AS
                    SELECT id, name FROM products;
                    """,
                    """
                    -- Takes back: {description}
                    DROP VIEW "{subject}";
                    """,
                    """
                    -- Must return no row: the view can be read.
                    SELECT * FROM "{subject}" WHERE 0;
                    """),
            template("seed-data", "rows that the application counts on", """
                    -- {description}
                    -- Fixed keys, and no overwriting: fine also where somebody entered them by hand.
                    INSERT INTO products (id, name) VALUES
                        (1, 'Tea'),
                        (2, 'Coffee')
                    ON CONFLICT (id) DO NOTHING;
                    """, """
                    -- Takes back: {description}
                    DELETE FROM products WHERE id IN (1, 2);
                    """, """
                    -- Must return no row: every wanted key is there.
                    SELECT wanted.column1 FROM (VALUES (1), (2)) AS wanted
                     WHERE NOT EXISTS (SELECT 1 FROM products WHERE id = wanted.column1);
                    """));

    private SqliteTemplates() {}

    private static Template template(String name, String purpose, String up, String undo, String verify) {
        return new Template(name, purpose, "sql", up, Optional.of(undo), Optional.of(verify));
    }
}
