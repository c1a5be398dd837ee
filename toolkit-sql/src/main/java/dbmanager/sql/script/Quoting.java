package dbmanager.sql.script;

/** How an engine writes texts, names and comments, as far as one must know to find their ends. */
public enum Quoting {
    /** Names also in backticks and brackets; comments do not nest. */
    SQLITE,
    /** Texts also between dollars and with escapes; comments nest; data follows {@code COPY … FROM STDIN}. */
    POSTGRESQL
}
