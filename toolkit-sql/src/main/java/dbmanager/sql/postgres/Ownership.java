package dbmanager.sql.postgres;

import dbmanager.problem.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the owners and the rights that a dump speaks of can be given on this server by this user. Where not all of them can, none is, and a
 * finding says so: the data is what a restore is for.
 *
 * @param foreign the roles of which this user is no member, and that own something in the dump
 * @param unknown the roles that own something or have a right in the dump, and are not on this server
 */
record Ownership(Set<String> foreign, Set<String> unknown) {
    private static final Pattern OWNER = Pattern.compile("ALTER .* OWNER TO (?<role>\"(?:[^\"]|\"\")*\"|[^\" ;]+);");
    private static final Pattern GRANT = Pattern.compile(
            "(?:GRANT|REVOKE|ALTER DEFAULT PRIVILEGES) .*?(?:TO|FROM) (?<role>\"(?:[^\"]|\"\")*\"|[^\" ;]+)(?: WITH GRANT OPTION)?;");

    static Ownership of(Archive archive, Connection connection) throws SQLException {
        Set<String> owners = new TreeSet<>();
        Set<String> grantees = new TreeSet<>();
        archive.definitions(line -> {
            role(OWNER, line).ifPresent(owners::add);
            role(GRANT, line).ifPresent(grantees::add);
        });
        Set<String> foreign = new TreeSet<>();
        Set<String> unknown = new TreeSet<>();
        for (String owner : owners) {
            Optional<String> member = PostgresDatabase.text(
                    connection, "SELECT pg_has_role(oid, 'MEMBER') FROM pg_roles WHERE rolname = ?", owner);
            if (member.isEmpty()) {
                unknown.add(owner);
            } else if (!member.get().equals("t")) {
                foreign.add(owner);
            }
        }
        for (String grantee : grantees) {
            if (!grantee.equals("PUBLIC")
                    && PostgresDatabase.texts(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", grantee)
                            .isEmpty()) {
                unknown.add(grantee);
            }
        }
        return new Ownership(foreign, unknown);
    }

    private static Optional<String> role(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String role = matcher.group("role");
        return Optional.of(
                role.startsWith("\"") ? role.substring(1, role.length() - 1).replace("\"\"", "\"") : role);
    }

    private boolean isComplete() {
        return foreign.isEmpty() && unknown.isEmpty();
    }

    /** Of pg_restore. */
    List<String> options() {
        return isComplete() ? List.of() : NONE;
    }

    /** For a database that is only looked at, or where the roles are not to be had. */
    static final List<String> NONE = List.of("--no-owner", "--no-privileges");

    List<Finding> findings(String database) {
        if (isComplete()) {
            return List.of();
        }
        List<String> why = new ArrayList<>();
        if (!unknown.isEmpty()) {
            why.add("not on this server: " + String.join(", ", unknown));
        }
        if (!foreign.isEmpty()) {
            why.add("this user is no member of " + String.join(", ", foreign));
        }
        return List.of(new Finding(
                database,
                "owners and rights were left out, everything belongs to this user (" + String.join("; ", why)
                        + "); the part …globals.sql of the backup lists the roles"));
    }
}
