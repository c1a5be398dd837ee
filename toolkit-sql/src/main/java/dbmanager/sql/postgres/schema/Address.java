package dbmanager.sql.postgres.schema;

import dbmanager.sql.postgres.schema.Definition.Kind;

/**
 * Where a definition is found.
 *
 * @param schema empty for what lies in none
 * @param owner the table that it belongs to; empty for what stands alone
 * @param name of a function with its arguments
 */
record Address(Kind kind, String schema, String owner, String name) {
    /** As people call it: the home schema goes without saying. */
    String shown(String home) {
        String prefix = schema.isEmpty() || schema.equals(home) || kind == Kind.SCHEMA || kind == Kind.EXTENSION
                ? ""
                : schema + ".";
        return prefix + (owner.isEmpty() ? "" : owner + ".") + name;
    }

    Address ofTable() {
        return new Address(Kind.TABLE, schema, "", owner);
    }

    /** Qualified and quoted, for a statement; a column, a constraint and the like alone. */
    String sql() {
        return owner.isEmpty() && !schema.isEmpty() && kind != Kind.SCHEMA
                ? Sql.quote(schema) + "." + Sql.quote(name)
                : Sql.quote(name);
    }
}
