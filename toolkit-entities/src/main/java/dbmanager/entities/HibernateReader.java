package dbmanager.entities;

import dbmanager.backend.Entities;
import dbmanager.backend.EntityReader;
import dbmanager.backend.Model;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistry;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.classloading.internal.ClassLoaderServiceImpl;
import org.hibernate.boot.registry.classloading.spi.ClassLoadingException;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.dialect.DatabaseVersion;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.tool.schema.SourceType;
import org.hibernate.tool.schema.TargetType;
import org.hibernate.tool.schema.internal.ExceptionHandlerHaltImpl;
import org.hibernate.tool.schema.spi.SchemaManagementTool;
import org.hibernate.tool.schema.spi.SchemaManagementToolCoordinator;
import org.hibernate.tool.schema.spi.ScriptSourceInput;
import org.hibernate.tool.schema.spi.ScriptTargetOutput;
import org.hibernate.tool.schema.spi.SourceDescriptor;
import org.hibernate.tool.schema.spi.TargetDescriptor;

/** Lets Hibernate write the tables that entities are mapped to. It gets no connection, and the dialect of a server that is as old as we support. */
public final class HibernateReader implements EntityReader {
    /** Held, since a logger that nobody holds forgets its level. What matters arrives as an exception. */
    private static final Logger TALK = Logger.getLogger("org.hibernate");

    private static final Pattern INSERT =
            Pattern.compile("(?is)\\s*insert\\s+into\\s+(?<table>(?:\"(?:[^\"]|\"\")+\"|[^\\s\"(.]+|\\.)+).*");

    /** Comes with each named enum. Casts are nothing that is compared, and Hibernate gives values of enums to PostgreSQL without them. */
    private static final Pattern CAST = Pattern.compile("(?is)\\s*create\\s+cast\\s.*");

    @Override
    public Model read(Entities entities, Dialect dialect) {
        TALK.setLevel(Level.OFF);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // else Hibernate would search for its settings wherever the caller's classes are
        thread.setContextClassLoader(HibernateReader.class.getClassLoader());
        try (URLClassLoader loader = new URLClassLoader(urls(entities), HibernateReader.class.getClassLoader())) {
            EntityClasses classes = EntityClasses.load(entities, loader);
            return model(entities, statements(classes, Naming.of(entities.naming(), loader), dialect, loader));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL[] urls(Entities entities) {
        List<Path> paths = new ArrayList<>(entities.places());
        paths.addAll(ClassPath.of(entities.classPath()));
        return paths.stream().map(HibernateReader::url).toArray(URL[]::new);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Model model(Entities entities, List<String> statements) {
        List<String> definitions = new ArrayList<>();
        Map<String, List<String>> firstRows = new LinkedHashMap<>();
        for (String statement : statements) {
            Matcher insert = INSERT.matcher(statement);
            if (insert.matches()) {
                String table = insert.group("table").replace("\"", "");
                firstRows.computeIfAbsent(table, name -> new ArrayList<>()).add(statement);
            } else if (!CAST.matcher(statement).matches()) {
                definitions.add(statement + ";\n");
            }
        }
        return new Model(String.join("", definitions), entities.shown(), false, firstRows);
    }

    private static List<String> statements(EntityClasses classes, Naming naming, Dialect dialect, ClassLoader loader) {
        BootstrapServiceRegistry bootstrap = new BootstrapServiceRegistryBuilder()
                .applyClassLoaderService(new Uninitialised(loader))
                .build();
        try {
            StandardServiceRegistry registry = new StandardServiceRegistryBuilder(bootstrap)
                    .applySettings(settings(dialect))
                    .build();
            try {
                MetadataSources sources = new MetadataSources(registry);
                classes.packages().forEach(sources::addPackage);
                classes.classes().forEach(sources::addAnnotatedClass);
                return creation(naming.applyTo(sources.getMetadataBuilder()).build(), registry, settings(dialect));
            } finally {
                StandardServiceRegistryBuilder.destroy(registry);
            }
        } catch (Problem e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new BadMapping(e);
        } finally {
            BootstrapServiceRegistryBuilder.destroy(bootstrap);
        }
    }

    private static Map<String, Object> settings(Dialect dialect) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put(
                AvailableSettings.DIALECT,
                dialect == Dialect.SQLITE ? new KeyedSqliteDialect() : new PostgreSQLDialect(DatabaseVersion.make(14)));
        settings.put("hibernate.boot.allow_jdbc_metadata_access", false);
        settings.put(AvailableSettings.FORMAT_SQL, true);
        settings.put("hibernate.hbm2ddl.skip_default_import_file", true);
        settings.put(AvailableSettings.JAKARTA_VALIDATION_MODE, "none");
        settings.put(AvailableSettings.JAKARTA_HBM2DDL_CREATE_SCHEMAS, dialect == Dialect.POSTGRESQL);
        return settings;
    }

    private static List<String> creation(
            Metadata metadata, StandardServiceRegistry registry, Map<String, Object> settings) {
        Collected target = new Collected();
        registry.requireService(SchemaManagementTool.class)
                .getSchemaCreator(settings)
                .doCreation(
                        metadata,
                        SchemaManagementToolCoordinator.buildExecutionOptions(
                                settings, ExceptionHandlerHaltImpl.INSTANCE),
                        contributed -> true,
                        target,
                        target);
        return target.statements;
    }

    /** Hibernate initialises each class that it asks for by name, and with it would run whatever an entity does at its beginning. */
    private static final class Uninitialised extends ClassLoaderServiceImpl {
        private final ClassLoader loader;

        Uninitialised(ClassLoader loader) {
            super(loader);
            this.loader = loader;
        }

        @Override
        @SuppressWarnings("unchecked") // the caller says which
        public <T> Class<T> classForName(String name) {
            try {
                return (Class<T>) Class.forName(name, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                throw new ClassLoadingException("the class " + name + " cannot be loaded", e);
            }
        }
    }

    /** A script that is only listened to. */
    private static final class Collected implements SourceDescriptor, TargetDescriptor, ScriptTargetOutput {
        private static final Pattern TEXT = Pattern.compile("'(?:[^']++|'')*+'");

        private final List<String> statements = new ArrayList<>();

        @Override
        public SourceType getSourceType() {
            return SourceType.METADATA;
        }

        @Override
        public ScriptSourceInput getScriptSourceInput() {
            return null;
        }

        @Override
        public EnumSet<TargetType> getTargetTypes() {
            return EnumSet.of(TargetType.SCRIPT);
        }

        @Override
        public ScriptTargetOutput getScriptTargetOutput() {
            return this;
        }

        @Override
        public void prepare() {}

        @Override
        public void accept(String command) {
            String statement = command.strip();
            statements.add(
                    atTheMargin(statement.endsWith(";") ? statement.substring(0, statement.length() - 1) : statement));
        }

        /** Hibernate moves all lines to the right. A text over several lines keeps its own. */
        private static String atTheMargin(String statement) {
            String withoutTexts = TEXT.matcher(statement).replaceAll("");
            return withoutTexts.lines().count() == statement.lines().count()
                    ? statement.replace("\n    ", "\n")
                    : statement;
        }

        @Override
        public void release() {}
    }

    /** Hibernate does not understand the mapping. */
    static final class BadMapping extends Problem {
        private static final long serialVersionUID = 1L;

        BadMapping(Throwable cause) {
            super(
                    Kind.CONFIGURATION,
                    "the entities cannot be mapped: " + Reason.of(cause),
                    "nothing was compared or written",
                    String.format(
                            Locale.ROOT,
                            "correct the mapping, as Hibernate %s wants it; what the entities use besides belongs into --classpath",
                            org.hibernate.Version.getVersionString()),
                    cause);
        }
    }
}
