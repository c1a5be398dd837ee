package dbmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs every shell line of a page, in one folder and in order, and compares what it prints. */
class ReadmeTest {
    /** Those two are run by {@code DemoTest}, and by whoever runs this. */
    private static final Set<String> ELSEWHERE = Set.of("$ ./db-manager demo", "$ mvn verify");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/recovery.md",
                "docs/rehearse.md",
                "docs/promote.md",
                "docs/schedule.md",
                "docs/encryption.md"
            })
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the pages show a POSIX shell")
    void every_shell_line_of_the_page_prints_what_it_says(String name) throws IOException, InterruptedException {
        Path page = Path.of("..", name);
        List<String> said = Files.readAllLines(page);
        List<String> real = new ArrayList<>();
        Path bin = Files.createDirectory(folder.resolve("bin"));
        installLauncher(bin.resolve("db-manager"));
        Path project = Files.createDirectory(folder.resolve("shop")).toRealPath();
        List<String> exports = new ArrayList<>();
        String block = "";
        StringBuilder script = new StringBuilder();
        for (String line : said) {
            boolean output = block.equals("console") && !line.startsWith("$ ") && !line.equals("```");
            if (!output) {
                real.add(line);
            }
            if (line.startsWith("```")) {
                if (block.equals("sh")) {
                    run(project, bin, exports, script.toString());
                    script.toString()
                            .lines()
                            .filter(l -> l.startsWith("export "))
                            .forEach(exports::add);
                    script.setLength(0);
                }
                block = block.isEmpty() ? line.substring(3) : "";
            } else if (block.equals("sh")) {
                script.append(line).append('\n');
            } else if (line.startsWith("$ ") && !ELSEWHERE.contains(line)) {
                String printed = run(project, bin, exports, line.substring(2));
                printed.lines()
                        .map(l -> l.replace(project.toString(), "/shop")
                                .replace(project.getParent().toString(), ""))
                        .forEach(real::add);
            }
        }
        if (Boolean.getBoolean("readme.update")) {
            Files.write(page, real);
        }
        assertThat(real.stream().map(ReadmeTest::withoutChance))
                .containsExactlyElementsOf(
                        said.stream().map(ReadmeTest::withoutChance).toList());
    }

    private static void installLauncher(Path launcher) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Files.writeString(
                launcher,
                "#!/bin/sh\nexec '" + java + "' -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '"
                        + System.getProperty("java.class.path") + "' dbmanager.cli.DbManager \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String run(Path project, Path bin, List<String> exports, String script)
            throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", String.join("\n", exports) + "\n" + script);
        shell.directory(project.toFile()).redirectErrorStream(true);
        shell.environment()
                .keySet()
                .removeAll(Set.of("DB_MANAGER_ENV", "DATABASE_URL", "TESTING", "FIREBASE_PROJECT_ID"));
        shell.environment().merge("PATH", bin.toString(), (path, ours) -> ours + ":" + path);
        shell.environment().put("HOSTNAME", "laptop");
        Process process = shell.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }

    /** What is another each time: times, versions made of them, durations, sizes, ages, users, ids of keys, and the columns that follow from their widths. */
    private static String withoutChance(String line) {
        return line.replaceAll("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "TIME")
                .replaceAll("[0-9]{8}T[0-9]{6}([.][0-9]+)?Z", "ID")
                .replaceAll("20[0-9]{12}", "STAMP")
                .replaceAll("20[0-9]{2}-([0-9]{2}-[0-9]{2}|[0-9]{2}|W[0-9]{2})\\b", "DAY")
                .replaceAll("[0-9]+ (ms|s|min)\\b", "AGE")
                .replaceAll("[0-9.]+ (B|KiB|MiB|GiB|TiB)\\b", "SIZE")
                .replaceAll("[a-z_][a-z0-9_-]*@laptop", "WHO")
                .replaceAll("\\b[0-9a-f]{8}\\b", "KEY")
                .replaceAll("-{3,}", "---")
                .replaceAll(" +", " ")
                .strip();
    }
}
