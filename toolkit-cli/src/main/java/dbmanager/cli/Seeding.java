package dbmanager.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Fills an emulator, by the commands that a user would type. */
public final class Seeding {
    private final Surroundings surroundings;
    private final String url;

    /** @param address of the emulator, {@code host:port} */
    public Seeding(Surroundings surroundings, String address, String project) {
        Map<String, String> variables = new HashMap<>(surroundings.variables());
        variables.put("FIRESTORE_EMULATOR_HOST", address);
        variables.remove("DB_MANAGER_ENV");
        this.surroundings = surroundings.with(variables).talking();
        this.url = "firestore://" + project;
    }

    /**
     * @param source the folder of a backup, a part of one, or an export: a .json file or a folder of them
     * @return the exit code of what went wrong, which has been told; else 0
     */
    public int from(Path source) {
        Path path = surroundings.path(source.toString());
        if (Files.notExists(path)) {
            throw new UsageProblem(
                    "--seed: there is no " + path, "give a backup's folder or a folder of exported files");
        }
        if (isExport(path)) {
            return take(path);
        }
        if (Files.isDirectory(path) && !Files.exists(path.resolve("manifest.json"))) {
            return exports(path).stream()
                    .mapToInt(this::take)
                    .filter(code -> code != 0)
                    .findFirst()
                    .orElse(0);
        }
        return DbManager.run(
                surroundings,
                "restore",
                path.toString(),
                "--url",
                url,
                "--mode",
                "merge",
                "--other-database",
                "--accept-plain",
                "--references",
                "repoint",
                "--yes",
                "--quiet");
    }

    private int take(Path file) {
        return DbManager.run(
                surroundings, "import", file.toString(), "--url", url, "--on-conflict", "replace", "--yes", "--quiet");
    }

    private static boolean isExport(Path path) {
        return path.toString().endsWith(".json") && Files.isRegularFile(path);
    }

    private static List<Path> exports(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> exports = files.filter(Seeding::isExport).sorted().toList();
            if (exports.isEmpty()) {
                throw new UsageProblem(
                        "--seed: " + folder + " holds neither a manifest.json nor any exported .json file",
                        "give a backup's folder or a folder of exported files");
            }
            return exports;
        } catch (IOException e) {
            throw new UsageProblem("--seed: cannot read " + folder + ": " + e.getMessage(), "see to its permissions");
        }
    }
}
