package dbmanager.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What {@code pg_dump} says of a database, which shares no code with the comparison; the order of columns does not count. */
final class DumpedSchema {
    private DumpedSchema() {}

    static List<String> of(PostgresServer server, String database) {
        ProcessBuilder builder = new ProcessBuilder(
                server.programs().resolve("pg_dump").toString(),
                "--schema-only",
                "--exclude-table=*.flyway_schema_history",
                "--exclude-table=*._dbm_*");
        builder.environment().putAll(server.variables(database));
        try {
            Process dumping = builder.redirectErrorStream(true).start();
            String text = new String(dumping.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(dumping.waitFor()).describedAs(text).isZero();
            return withoutOrderOfColumns(text);
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
