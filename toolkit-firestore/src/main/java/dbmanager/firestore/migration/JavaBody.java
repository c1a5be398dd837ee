package dbmanager.firestore.migration;

import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.session.FirestoreMigration;
import dbmanager.firestore.session.FirestoreSession;
import dbmanager.problem.Finding;
import dbmanager.problem.Problem;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.function.BiConsumer;

/** A migration of code. */
final class JavaBody implements Body {
    private final String name;
    private final Class<? extends FirestoreMigration> type;
    private final DatabaseName database;

    private JavaBody(String name, Class<? extends FirestoreMigration> type, DatabaseName database) {
        this.name = name;
        this.type = type;
        this.database = database;
    }

    static JavaBody compile(dbmanager.migration.Script script, DatabaseName database) {
        return new JavaBody(script.name(), JavaSource.compile(script.name(), script.text()), database);
    }

    @Override
    public List<Finding> up(Stage stage) {
        return call(FirestoreMigration::migrate, stage);
    }

    @Override
    public List<Finding> down(Stage stage) {
        return call(FirestoreMigration::rollback, stage);
    }

    private List<Finding> call(BiConsumer<FirestoreMigration, FirestoreSession> method, Stage stage) {
        try {
            call(method, type.getDeclaredConstructor().newInstance(), new StagedSession(stage, database));
            return List.of();
        } catch (InvocationTargetException e) {
            throw new Threw(name, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new Threw(name, e);
        } catch (Problem e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            throw new Threw(name, e);
        }
    }

    /** The first failure of the session counts, also where the migration has caught it. */
    private static void call(
            BiConsumer<FirestoreMigration, FirestoreSession> method,
            FirestoreMigration migration,
            StagedSession session) {
        try {
            method.accept(migration, session);
        } catch (RuntimeException | Error e) {
            session.refuseAfterFailure();
            throw e;
        }
        session.refuseAfterFailure();
    }

    @Override
    public Undo undo() {
        try {
            Class<?> declaring =
                    type.getMethod("rollback", FirestoreSession.class).getDeclaringClass();
            return declaring == FirestoreMigration.class ? Undo.IMAGES : Undo.ITSELF;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Finding> verify(Assertion.Reader reader) {
        return List.of();
    }

    /** The code threw something. */
    static final class Threw extends Problem {
        private static final long serialVersionUID = 1L;

        Threw(String file, Throwable cause) {
            super(
                    Kind.FAILED,
                    line(file, cause) + cause,
                    "what it changed before is kept",
                    "correct the migration or the data and run the command again",
                    cause);
        }

        /** The first frame of the migration itself. */
        private static String line(String file, Throwable cause) {
            for (StackTraceElement frame : cause.getStackTrace()) {
                if (file.equals(frame.getFileName())) {
                    return file + ":" + frame.getLineNumber() + ": ";
                }
            }
            return "";
        }
    }
}
