package dbmanager.entities;

import dbmanager.backend.Entities;
import dbmanager.problem.Problem;
import jakarta.persistence.Converter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes that Hibernate is told of, loaded and not initialised.
 *
 * @param packages that have annotations of their own
 */
record EntityClasses(List<Class<?>> classes, List<String> packages) {
    private static final List<Class<? extends Annotation>> MAPPED =
            List.of(Entity.class, Embeddable.class, MappedSuperclass.class, Converter.class);

    private static final String ENTITY_BEFORE_JAKARTA = "javax.persistence.Entity";

    /** @throws Problem when there is no entity, or a class that is mapped cannot be loaded with all that it mentions */
    static EntityClasses load(Entities entities, ClassLoader loader) {
        ClassFiles files = ClassFiles.in(entities.places());
        List<ClassFile> mapped = files.that(file ->
                !file.isPackage() && MAPPED.stream().anyMatch(annotation -> file.mentions(annotation.getName())));
        mapped.stream()
                .filter(file -> file.java() > Runtime.version().feature())
                .findFirst()
                .ifPresent(file -> {
                    throw new TooNew(file);
                });
        List<Class<?>> classes = new ArrayList<>();
        for (ClassFile file : mapped) {
            Class<?> type = load(file.name(), loader);
            if (MAPPED.stream().anyMatch(type::isAnnotationPresent)) {
                classes.add(type);
            }
        }
        if (classes.stream().noneMatch(type -> type.isAnnotationPresent(Entity.class))) {
            throw files.that(file -> file.mentions(ENTITY_BEFORE_JAKARTA)).stream()
                    .findFirst()
                    .<Problem>map(BeforeJakarta::new)
                    .orElseGet(() -> new NoEntities(entities, files));
        }
        List<String> packages = files
                .that(file -> file.isPackage()
                        && file.texts().stream().anyMatch(text -> text.startsWith("Lorg/hibernate/annotations/")))
                .stream()
                .map(ClassFile::packageName)
                .toList();
        return new EntityClasses(List.copyOf(classes), packages);
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            for (Class<?> each = type; each != null; each = each.getSuperclass()) {
                loadMembers(each);
            }
            return type;
        } catch (ClassNotFoundException | LinkageError | TypeNotPresentException e) {
            throw new NotLoaded(name, e);
        }
    }

    /** Loads whatever its fields and methods mention, as Hibernate will: here it is still known for whom. */
    private static int loadMembers(Class<?> type) {
        return type.getDeclaredFields().length
                + type.getDeclaredMethods().length
                + type.getDeclaredConstructors().length
                + type.getGenericInterfaces().length;
    }

    /** Nothing in the named places is an entity. */
    static final class NoEntities extends Problem {
        private static final long serialVersionUID = 1L;

        NoEntities(Entities entities, ClassFiles files) {
            super(
                    Kind.CONFIGURATION,
                    "none of the " + files.size() + " classes in " + entities.shown()
                            + " has the annotation @Entity of jakarta.persistence"
                            + (files.isPacked() ? "; what lies under BOOT-INF or WEB-INF does not count" : ""),
                    "nothing was compared or written",
                    files.isPacked()
                            ? "unpack the application, and name its folder classes by --entities and its folder lib by --classpath"
                            : "name the jar with the entities, or the folder of their compiled classes, such as target/classes");
        }
    }

    /** Entities of Java EE, whose package is no longer read by any Hibernate since 6. */
    static final class BeforeJakarta extends Problem {
        private static final long serialVersionUID = 1L;

        BeforeJakarta(ClassFile file) {
            super(
                    Kind.UNSUPPORTED,
                    file.name()
                            + " has the annotations of javax.persistence, and only those of jakarta.persistence are read",
                    "nothing was compared or written",
                    "go over to Jakarta Persistence 3 (Hibernate 6 or newer), or write the model in SQL: --model FILE");
        }
    }

    /** A class is for a newer Java than the one that runs this. */
    static final class TooNew extends Problem {
        private static final long serialVersionUID = 1L;

        TooNew(ClassFile file) {
            super(
                    Kind.UNSUPPORTED,
                    file.name() + " is compiled for Java " + file.java() + ", and this is Java "
                            + Runtime.version().feature(),
                    "nothing was compared or written",
                    "run db-manager with that Java (JAVA_HOME), or compile the entities for this one (javac --release)");
        }
    }

    /** Something that an entity needs is not there, or does not fit. */
    static final class NotLoaded extends Problem {
        private static final long serialVersionUID = 1L;

        NotLoaded(String name, Throwable cause) {
            super(
                    Kind.CONFIGURATION,
                    name + " cannot be loaded: " + Reason.of(cause),
                    "nothing was compared or written",
                    "name the jars and folders that it needs besides by --classpath, in the versions that it was compiled with",
                    cause);
        }
    }
}
