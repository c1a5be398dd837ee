package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What {@code pg_dump} says of a database, which shares no code with the comparison; the order of columns does not count. */
final class DumpedSchema {
    private DumpedSchema() {}

    static List<String> of(PostgresServer server, String database) {
        return withoutOrderOfColumns(run(
                server,
                database,
                "",
                "pg_dump",
                "--schema-only",
                "--exclude-table=*.flyway_schema_history",
                "--exclude-table=*._dbm_*"));
    }

    /** Makes definitions as {@code psql} does. */
    static void define(PostgresServer server, String database, String ddl) {
        run(server, database, ddl, "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--file=-");
    }

    private static String run(PostgresServer server, String database, String input, String program, String... options) {
        List<String> command =
                new ArrayList<>(List.of(server.programs().resolve(program).toString()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(server.variables(database));
        try {
            Process running = builder.start();
            try (OutputStream out = running.getOutputStream()) {
                out.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String text = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(running.waitFor()).describedAs(text).isZero();
            return text;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static List<String> withoutOrderOfColumns(String text) {
        List<String> lines = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        boolean inTable = false;
        for (String line : text.lines().toList()) {
            boolean ends = line.startsWith(")");
            if (inTable && ends) {
                Collections.sort(columns);
                lines.addAll(columns);
                columns.clear();
            }
            inTable = !ends && (inTable || line.matches("CREATE (UNLOGGED )?TABLE .*\\("));
            if (inTable && line.startsWith("    ")) {
                columns.add(line.replaceFirst(",$", ""));
            } else if (!line.isBlank() && !line.startsWith("--") && !line.matches("\\\\(un)?restrict .*")) {
                lines.add(line);
            }
        }
        return lines;
    }
}
