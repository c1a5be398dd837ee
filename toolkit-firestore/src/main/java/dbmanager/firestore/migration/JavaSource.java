package dbmanager.firestore.migration;

import dbmanager.firestore.session.Bytes;
import dbmanager.firestore.session.DocumentView;
import dbmanager.firestore.session.Edit;
import dbmanager.firestore.session.FirestoreMigration;
import dbmanager.firestore.session.FirestoreSession;
import dbmanager.firestore.session.GeoPoint;
import dbmanager.firestore.session.Reference;
import dbmanager.firestore.session.Vector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * A migration in Java, compiled in memory. It sees the Java platform and {@link dbmanager.firestore.session}, and nothing else, neither when it is
 * compiled nor when it runs: so it cannot go around the session.
 */
final class JavaSource {
    private static final String SESSION = FirestoreSession.class.getPackageName();

    /** The session's classes, those inside them included: all that the compiler is shown. */
    private static final Map<String, Class<?>> API = new LinkedHashMap<>();

    static {
        Stream.of(
                        FirestoreMigration.class,
                        FirestoreSession.class,
                        DocumentView.class,
                        Edit.class,
                        Bytes.class,
                        GeoPoint.class,
                        Reference.class,
                        Vector.class)
                .flatMap(type -> Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses())))
                .filter(type -> !Modifier.isPrivate(type.getModifiers()))
                .forEach(type -> API.put(type.getName(), type));
    }

    private JavaSource() {}

    /**
     * @param name what complaints call the file
     * @return the one class in it that is a migration
     * @throws DoesNotCompile with what the compiler says
     * @throws NoCompiler when this Java has none
     */
    static Class<? extends FirestoreMigration> compile(String name, String text) {
        JavaCompiler compiler =
                Optional.ofNullable(ToolProvider.getSystemJavaCompiler()).orElseThrow(() -> new NoCompiler(name));
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        try (StandardJavaFileManager standard = compiler.getStandardFileManager(said, Locale.ROOT, null)) {
            Workspace workspace = new Workspace(standard);
            boolean compiled = compiler.getTask(
                            null,
                            workspace,
                            said,
                            List.of("-proc:none", "-Xlint:none", "-g", "--limit-modules", "java.se"),
                            null,
                            List.of(new Source(name, text)))
                    .call();
            if (!compiled) {
                throw new DoesNotCompile(name, said.getDiagnostics());
            }
            return migration(name, new Loader(workspace.classes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<? extends FirestoreMigration> migration(String name, Loader loader) {
        List<Class<? extends FirestoreMigration>> found = new ArrayList<>();
        for (String each : loader.classes.keySet()) {
            try {
                Class<?> type = loader.loadClass(each);
                if (FirestoreMigration.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                    found.add(type.asSubclass(FirestoreMigration.class));
                }
            } catch (ClassNotFoundException | LinkageError e) {
                throw new DoesNotCompile(name, e.toString());
            }
        }
        if (found.size() != 1) {
            throw new DoesNotCompile(
                    name,
                    (found.isEmpty() ? "no class" : found.size() + " classes") + " in it implement "
                            + FirestoreMigration.class.getName() + ", and it takes one");
        }
        return found.get(0);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String name;
        private final String text;

        Source(String name, String text) {
            super(
                    URI.create("string:///"
                            + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20")),
                    Kind.SOURCE);
            this.name = name;
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        /** The file is called by its version, which is no name for a class. */
        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.SOURCE;
        }

        /** What stack traces and messages show. */
        @Override
        public String getName() {
            return name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Takes the classes that the compiler makes, and shows it those of the session. */
    private static final class Workspace extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

        Workspace(StandardJavaFileManager standard) throws IOException {
            super(standard);
            standard.setLocation(StandardLocation.CLASS_PATH, List.of());
        }

        @Override
        public Iterable<JavaFileObject> list(
                Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
                throws IOException {
            if (location == StandardLocation.CLASS_PATH) {
                return packageName.equals(SESSION) && kinds.contains(JavaFileObject.Kind.CLASS)
                        ? API.values().stream()
                                .map(type -> (JavaFileObject) new Known(type))
                                .toList()
                        : List.of();
            }
            return super.list(location, packageName, kinds, recurse);
        }

        @Override
        public String inferBinaryName(Location location, JavaFileObject file) {
            return file instanceof Known known ? known.type.getName() : super.inferBinaryName(location, file);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, javax.tools.FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    classes.put(className, bytes);
                    return bytes;
                }
            };
        }
    }

    private static final class Known extends SimpleJavaFileObject {
        private final Class<?> type;

        Known(Class<?> type) {
            super(URI.create("session:///" + type.getName().replace('.', '/') + ".class"), Kind.CLASS);
            this.type = type;
        }

        @Override
        public InputStream openInputStream() throws IOException {
            String file = type.getName().substring(SESSION.length() + 1) + ".class";
            return Optional.ofNullable(type.getResourceAsStream(file))
                    .orElseThrow(() -> new IOException(file + " is not where the session is"));
        }
    }

    /** Its parent is the platform; of ours it knows the session. */
    private static final class Loader extends ClassLoader {
        private final Map<String, ByteArrayOutputStream> classes;

        Loader(Map<String, ByteArrayOutputStream> classes) {
            super(ClassLoader.getPlatformClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (API.containsKey(name)) {
                return API.get(name);
            }
            ByteArrayOutputStream bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes.toByteArray(), 0, bytes.size());
        }
    }
}
