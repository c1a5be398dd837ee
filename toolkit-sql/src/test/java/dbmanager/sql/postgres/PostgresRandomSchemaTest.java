package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dbmanager.backend.Model;
import dbmanager.backend.Progress;
import dbmanager.backend.SchemaDesign.Outcome;
import dbmanager.operation.Autogeneration;
import dbmanager.operation.Autogeneration.Base;
import dbmanager.operation.Autogeneration.Drafted;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pairs of schemas, made at random, most of them with rows: each is proven, or refused because of its rows or for want of a conversion, and {@code pg_dump} judges what is proven. More of them
 * by {@code -Dschemas.pairs=100}, others by {@code -Dschemas.seed=7}.
 */
class PostgresRandomSchemaTest {
    private static final int USUAL_PAIRS = 4;
    private static final int PAIRS = Integer.getInteger("schemas.pairs", USUAL_PAIRS);
    private static final long SEED = Long.getLong("schemas.seed", 1);

    private static final List<String> TYPES = List.of(
            "int",
            "bigint",
            "text",
            "varchar(20)",
            "varchar(40)",
            "numeric(8,2)",
            "boolean",
            "timestamptz",
            "jsonb",
            "int[]",
            "mood");

    /** For the same places in the list of types. */
    private static final List<String> VALUES =
            List.of("7", "8", "'t'", "'v'", "'w'", "1.5", "true", "'2026-01-01'", "'{}'", "'{1}'", "'ok'");

    @TempDir
    Path folder;

    @Test
    void each_pair_is_proven_or_refused_and_none_is_wrong() {
        Map<Outcome, Integer> outcomes = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (int pair = 0; pair < PAIRS; pair++) {
            Random random = new Random(SEED * 1_000_003 + pair);
            Schema live = Schema.random(random);
            Schema wanted = live.changed(random);
            judge(pair, live, wanted, outcomes, wrong);
        }
        if (PAIRS > USUAL_PAIRS) {
            System.out.println(PAIRS + " pairs: " + outcomes + ", wrong " + wrong.size());
        }
        assertThat(wrong).isEmpty();
    }

    private void judge(int pair, Schema live, Schema wanted, Map<Outcome, Integer> outcomes, List<String> wrong) {
        PostgresProject project = new PostgresProject(folder.resolve("pair" + pair)).with("V1__live.sql", live.ddl());
        project.migrate();
        Base base = pair % 2 == 0 ? Base.LIVE : Base.MIGRATIONS;
        if (pair % 4 < 3) {
            live.rows().forEach(project::execute);
        }
        List<String> before = dumped(project, project.database);
        Drafted drafted;
        try (PostgresBackend backend = project.open()) {
            drafted = new Autogeneration(backend, project.migrations, base, Progress.silent())
                    .draft(
                            "change",
                            new Model(wanted.ddl(), "schema.sql", true),
                            List.of(),
                            Instant.parse("2026-11-21T09:30:00Z"));
        }
        if (drafted.draft().isEmpty()) {
            return;
        }
        Outcome outcome = drafted.proof().orElseThrow().outcome();
        outcomes.merge(outcome, 1, Integer::sum);
        String scripts = "\n--A\n" + live.ddl() + "--B\n" + wanted.ddl() + "--V\n"
                + drafted.draft().get().up() + "--U\n"
                + drafted.draft().get().undo().orElseThrow();
        boolean noConversion =
                drafted.proof().orElseThrow().reason().matches("(?s).*cannot (be )?cast (automatically )?(type )?.*");
        if (outcome == Outcome.FAILED && !noConversion) {
            wrong.add("pair " + pair + ": " + drafted.proof().get().reason() + scripts);
        } else if (outcome == Outcome.PROVEN) {
            drafted.write(project.migrations);
            project.migrate();
            String database = project.server.newDatabase("wanted");
            DumpedSchema.define(project.server, database, wanted.ddl());
            if (!dumped(project, project.database).equals(dumped(project, database))) {
                wrong.add("pair " + pair + " does not lead to the model" + scripts);
            }
            project.rollback("-1");
            if (!dumped(project, project.database).equals(before)) {
                wrong.add("pair " + pair + " is not taken back" + scripts);
            }
        }
    }

    /** What {@code IN} of a varchar becomes has two texts, by how often the server has read its own; they differ in where a cast stands. */
    private static List<String> dumped(PostgresProject project, String database) {
        return DumpedSchema.of(project.server, database).stream()
                .map(line -> line.contains("= ANY (") ? line.replaceAll("::text(\\[\\])?|[()]", "") : line)
                .toList();
    }

    /** @param type place in the list of types */
    private record Column(String name, int type, boolean mandatory, boolean valued, int extra) {
        static Column random(String name, Random random) {
            return new Column(
                    name,
                    random.nextInt(TYPES.size()),
                    random.nextInt(3) == 0,
                    random.nextBoolean(),
                    random.nextInt(6));
        }

        String sql() {
            String sql = name + " " + TYPES.get(type) + (mandatory ? " NOT NULL" : "")
                    + (valued ? " DEFAULT " + VALUES.get(type) : "");
            return switch (extra) {
                case 0 -> sql + " CHECK (" + name + " IS NOT NULL OR id > 0)";
                case 1 -> TYPES.get(type).equals("jsonb") ? sql : sql + " UNIQUE";
                case 2 -> TYPES.get(type).startsWith("varchar") ? sql + " CHECK (" + name + " IN ('v', 'w'))" : sql;
                default -> sql;
            };
        }
    }

    private record Table(String name, List<Column> columns, int refers, int index, boolean view) {
        Table {
            columns = List.copyOf(columns);
        }

        static Table random(int number, Random random) {
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                columns.add(Column.random("c" + i, random));
            }
            return new Table(
                    "t" + number, columns, random.nextInt(number + 2), random.nextInt(4), random.nextBoolean());
        }

        Table changed(int number, Random random) {
            List<Column> changed = new ArrayList<>(columns);
            switch (random.nextInt(4)) {
                case 0 -> changed.add(Column.random("d" + random.nextInt(3), random));
                case 1 -> changed.set(random.nextInt(changed.size()), Column.random("e", random));
                case 2 -> {
                    int at = random.nextInt(changed.size());
                    changed.set(at, Column.random(changed.get(at).name(), random));
                }
                default -> {}
            }
            return new Table(name, changed, random.nextInt(number + 2), random.nextInt(4), random.nextBoolean());
        }

        String ddl(int number) {
            List<String> items = new ArrayList<>(List.of("id int PRIMARY KEY"));
            columns.forEach(column -> items.add(column.sql()));
            items.add("up int" + (refers < number ? " REFERENCES t" + refers + " ON DELETE CASCADE" : ""));
            String first = columns.get(0).name();
            return "CREATE TABLE " + name + " (" + String.join(", ", items) + ");\n"
                    + switch (index) {
                        case 0 -> "CREATE INDEX " + name + "_i ON " + name + " (up) WHERE " + first + " IS NOT NULL;\n";
                        case 1 -> "CREATE UNIQUE INDEX " + name + "_i ON " + name + " (id, up DESC);\n";
                        case 2 -> "CREATE INDEX " + name + "_i ON " + name + " (abs(up));\n";
                        default -> "";
                    }
                    + (view ? "CREATE VIEW v" + number + " AS SELECT id, " + first + " FROM " + name + ";\n" : "");
        }

        String rows(boolean full) {
            StringBuilder names = new StringBuilder("id");
            StringBuilder values = new StringBuilder(full ? "1" : "2");
            for (Column column : columns) {
                if (full || column.mandatory()) {
                    names.append(", ").append(column.name());
                    values.append(", ").append(VALUES.get(column.type()));
                }
            }
            return "INSERT INTO " + name + " (" + names + ") VALUES (" + values + ") ON CONFLICT DO NOTHING";
        }
    }

    private record Schema(List<Table> tables, boolean sad) {
        Schema {
            tables = List.copyOf(tables);
        }

        static Schema random(Random random) {
            List<Table> tables = new ArrayList<>();
            for (int i = 0; i < 2 + random.nextInt(3); i++) {
                tables.add(Table.random(i, random));
            }
            return new Schema(tables, random.nextBoolean());
        }

        Schema changed(Random random) {
            List<Table> changed = new ArrayList<>();
            for (int i = 0; i < tables.size(); i++) {
                changed.add(random.nextInt(3) > 0 ? tables.get(i).changed(i, random) : tables.get(i));
            }
            if (random.nextInt(3) == 0) {
                changed.add(Table.random(changed.size(), random));
            } else if (random.nextInt(3) == 0 && changed.size() > 1) {
                changed.remove(changed.size() - 1);
            }
            return new Schema(changed, random.nextBoolean());
        }

        String ddl() {
            StringBuilder ddl = new StringBuilder("CREATE TYPE mood AS ENUM (" + (sad ? "'sad', " : "") + "'ok');\n");
            for (int i = 0; i < tables.size(); i++) {
                ddl.append(tables.get(i).ddl(i));
            }
            return ddl.toString();
        }

        List<String> rows() {
            List<String> rows = new ArrayList<>();
            tables.forEach(table -> {
                rows.add(table.rows(true));
                rows.add(table.rows(false));
            });
            return rows;
        }
    }
}
