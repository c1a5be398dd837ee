package dbmanager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Entities as an application has them, compiled, and the module that reads them, as it is installed. */
final class EntityProject {
    private static final Path MODULE =
            Path.of("..", "toolkit-entities", "target").toAbsolutePath().normalize();

    private static final String IMPORTS = """
            package shop;
            import jakarta.persistence.*;
            import java.math.BigDecimal;
            import java.time.*;
            import java.util.*;
            import org.hibernate.annotations.*;
            import org.hibernate.type.SqlTypes;
            """;

    private final Path folder;
    private final Map<String, String> sources = new TreeMap<>();

    EntityProject(Path folder) {
        this.folder = folder;
    }

    /** @param declaration of a type of the package {@code shop}, without imports */
    EntityProject with(String name, String declaration) {
        // each of these packages has a Table, a Check and more besides
        String text = declaration.replaceAll("@(Table|Index|Check|Cache)\\\\b", "@jakarta.persistence.$1");
        return withFile("shop/" + name + ".java", IMPORTS + text);
    }

    EntityProject withFile(String file, String text) {
        sources.put(file, text);
        return this;
    }

    /** Compiles everything anew into {@code classes}. */
    EntityProject compile() throws IOException {
        Path classes = folder.resolve("classes");
        if (Files.exists(classes)) {
            try (Stream<Path> old = Files.walk(classes)) {
                for (Path file : old.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(classes);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, libraries());
            boolean done = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of("-proc:none", "-nowarn"),
                            null,
                            sources.entrySet().stream()
                                    .map(each -> new Source(each.getKey(), each.getValue()))
                                    .toList())
                    .call();
            assertThat(done).describedAs("%s", said).isTrue();
        }
        return this;
    }

    /**
     * A jar with what was compiled.
     *
     * @param prefix the folder in it, with a slash behind it, or nothing
     */
    Path jar(String name, String prefix) throws IOException {
        Path jar = folder.resolve(name);
        write(jar, new Manifest(), folder.resolve("classes"), prefix);
        return jar;
    }

    /** The command line, with the module installed for it. */
    Cli installedFor(Cli cli) throws IOException {
        return cli.with(EntityModule.VARIABLE, install(folder.resolve("module")).toString());
    }

    /** Installs the module as the build has made it, but for its own classes, which are in no jar before the tests are over. @return the folder */
    private static Path install(Path into) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        libraries().stream().map(jar -> jar.toUri().toString()).collect(Collectors.joining(" ")));
        Files.createDirectories(into);
        write(into.resolve("toolkit-entities.jar"), manifest, MODULE.resolve("classes"), "");
        return into;
    }

    private static List<Path> libraries() throws IOException {
        try (Stream<Path> jars = Files.list(MODULE.resolve("lib-entities"))) {
            return jars.filter(jar -> jar.toString().endsWith(".jar") && !jar.endsWith("toolkit-entities.jar"))
                    .sorted()
                    .toList();
        }
    }

    private static void write(Path jar, Manifest manifest, Path classes, String prefix) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(
                        prefix + classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///" + file), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
