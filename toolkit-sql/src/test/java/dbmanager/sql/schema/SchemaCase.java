package dbmanager.sql.schema;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A live schema, the one that is wanted, rows of the first, and a query whose answer must stay. The form of the files is in the README beside them.
 */
public record SchemaCase(String name, String live, String wanted, Optional<String> rows, Optional<String> check) {
    public static final String SQLITE = """
            CREATE TABLE dept(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
            CREATE TABLE emp(id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT, age INTEGER DEFAULT 18, dept_id INTEGER);
            """;

    public static final String POSTGRESQL = """
            CREATE TABLE dept(id int PRIMARY KEY, name text NOT NULL);
            CREATE TABLE emp(id int PRIMARY KEY, name text NOT NULL, email varchar(40), age int DEFAULT 18, dept_id int);
            """;

    /** Into each table that a case has and gives no rows to. */
    private static final List<String> USUAL_ROWS = List.of(
            "INSERT INTO dept(id, name) VALUES (1, 'eng'), (2, 'ops')",
            "INSERT INTO emp(id, name, email, age, dept_id) VALUES (1, 'ann', 'a@x', 30, 1), (2, 'bob', NULL, NULL, 2), (9, 'cyd', 'c@x', 40, NULL)",
            "INSERT INTO old(id, v) VALUES (1, 'a'), (2, 'b')",
            "INSERT INTO thing(id, v) VALUES (1, 'a'), (2, 'b')",
            "INSERT INTO par(id, n) VALUES (1, 'a'), (2, 'b')",
            "INSERT INTO chi(id, p) VALUES (1, 1), (2, 1), (3, NULL)",
            "INSERT INTO log(msg) VALUES ('kept'), ('kept')");

    /** @param base what {@code @base} stands for */
    public static List<SchemaCase> read(String resource, String base) throws IOException {
        try (InputStream in = SchemaCase.class.getResourceAsStream("/dbmanager/sql/autogenerate/" + resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<SchemaCase> cases = new ArrayList<>();
            for (String block : text.split("(?m)^### ")) {
                if (!block.isBlank()) {
                    cases.add(parse(block, base));
                }
            }
            return cases;
        }
    }

    private static SchemaCase parse(String block, String base) {
        return new SchemaCase(
                block.lines().findFirst().orElseThrow().strip(),
                section(block, base, "A").orElseThrow(),
                section(block, base, "B").orElseThrow(),
                section(block, base, "DATA"),
                section(block, base, "CHECK"));
    }

    private static Optional<String> section(String block, String base, String name) {
        StringBuilder text = new StringBuilder();
        String now = "";
        for (String line : block.lines().skip(1).toList()) {
            if (line.matches("--[A-Z]+")) {
                now = line.substring(2);
                text.append(now.equals(name) ? "\n" : "");
            } else if (now.equals(name)) {
                text.append(line.equals("@base") ? base : line + "\n");
            }
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
    }

    /** One statement each, at most one to a table. */
    public List<String> inserts() {
        return rows.map(own -> own.lines().filter(line -> !line.isBlank()).toList())
                .orElseGet(() -> USUAL_ROWS.stream()
                        .filter(insert -> live.matches("(?s).*CREATE TABLE " + insert.split("[ (]")[2] + "\\b.*"))
                        .toList());
    }

    @Override
    public String toString() {
        return name;
    }
}
