package dbmanager.sql.postgres;

import dbmanager.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The programs of PostgreSQL's client that this machine has.
 *
 * @param variables of the process; {@code PATH} says where to look
 */
record Programs(Map<String, String> variables) {
    private static final Pattern VERSION =
            Pattern.compile(".*\\) (?<major>\\d+)(\\.(?<minor>\\d+))?.*", Pattern.DOTALL);
    private static final long PATIENCE_SECONDS = 20;

    /**
     * The first release of each series in which pg_restore no longer runs code of a crafted archive (CVE-2026-116314), psql no longer that of a
     * crafted plain dump (CVE-2026-18408, CVE-2025-8714, CVE-2025-8715): postgresql.org/support/security.
     */
    private static final Map<Integer, Integer> SAFE = Map.of(18, 7, 17, 12, 16, 16, 15, 20, 14, 25);

    private static final int NEWEST_WITHOUT_FIX = 13;

    /** @param minor 0 for a release before the first */
    record Version(int major, int minor) {
        /** Whether an archive from a stranger could run code in it. */
        boolean isVulnerable() {
            return major <= NEWEST_WITHOUT_FIX || minor < SAFE.getOrDefault(major, 0);
        }

        /** What a reader should do about {@link #isVulnerable}. */
        String advice() {
            return "pg_restore " + this
                    + " runs code that a crafted archive brings along (CVE-2026-116314); restore only backups of your own, and"
                    + " update the client"
                    + (SAFE.containsKey(major) ? " to " + major + "." + SAFE.get(major) + " or later" : "");
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }

    Optional<Path> find(String name) {
        return Arrays.stream(variables.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> paths(folder, name).stream())
                .filter(Files::isExecutable)
                .filter(file -> !Files.isDirectory(file))
                .findFirst();
    }

    private static Optional<Path> paths(String folder, String name) {
        try {
            Path file = Path.of(folder).resolve(name);
            Path windows = Path.of(folder).resolve(name + ".exe");
            return Optional.of(Files.exists(windows) ? windows : file);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** @throws Missing when this machine does not have it */
    Path require(String name) {
        return find(name).orElseThrow(() -> new Missing(name));
    }

    /**
     * The program, when it is not older than the server, whose dumps it could not read or write.
     *
     * @throws Missing when this machine does not have it
     * @throws TooOld when it is older than the server
     */
    Path require(String name, int serverMajor) {
        Path program = require(name);
        Version version = version(program);
        if (version.major() < serverMajor) {
            throw new TooOld(program, version, serverMajor);
        }
        return program;
    }

    /** @throws Missing when it does not say its version */
    Version version(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new Missing(program + " --version does not end");
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(said);
            if (!version.matches()) {
                throw new Missing(program + " (it does not say its version)");
            }
            String minor = version.group("minor");
            return new Version(Integer.parseInt(version.group("major")), minor == null ? 0 : Integer.parseInt(minor));
        } catch (IOException e) {
            throw new Missing(program.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Missing(program.toString());
        }
    }

    /** A program that is needed is not there. */
    static final class Missing extends Problem {
        private static final long serialVersionUID = 1L;

        Missing(String name) {
            super(
                    Kind.UNSUPPORTED,
                    name + " cannot be run on this machine, and backups of PostgreSQL are made with it",
                    "nothing was changed",
                    "install PostgreSQL's client programs (Debian and Ubuntu: apt install postgresql-client; macOS: brew install libpq) and put them"
                            + " on the PATH");
        }
    }

    /** A program that is older than the server refuses to work with it. */
    static final class TooOld extends Problem {
        private static final long serialVersionUID = 1L;

        TooOld(Path program, Version version, int serverMajor) {
            super(
                    Kind.UNSUPPORTED,
                    program + " is of PostgreSQL " + version + ", and the server is " + serverMajor
                            + ": an older client cannot dump a newer server",
                    "nothing was changed",
                    "install postgresql-client-" + serverMajor + " or later, and put its programs first on the PATH");
        }
    }
}
