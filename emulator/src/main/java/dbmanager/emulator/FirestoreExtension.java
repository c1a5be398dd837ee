package dbmanager.emulator;

import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/**
 * Gives tests a {@link FreshProject} or the {@link FirestoreEmulator} as a parameter: of the constructor, of a test, or of what runs before and
 * after it. A test sees one project in all of these, and no other test sees it; it is emptied after the test. What runs before or after all tests of a
 * class gets one for the class. One emulator serves all tests of the JVM, the first that {@link FirestoreEmulator#any} finds; it is started when a test
 * that has this extension is about to run. Where there is none, the test is skipped with the reason.
 */
public final class FirestoreExtension
        implements ExecutionCondition, TestInstancePreConstructCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(FirestoreExtension.class);

    private final String wish;
    private final Function<SharedEmulators, FirestoreEmulator> choice;

    /** For {@code @ExtendWith}. */
    public FirestoreExtension() {
        this("on any emulator", SharedEmulators::any);
    }

    /** @param wish what is skipped when the choice finds nothing */
    FirestoreExtension(String wish, Function<SharedEmulators, FirestoreEmulator> choice) {
        this.wish = wish;
        this.choice = choice;
    }

    private FirestoreEmulator emulator(ExtensionContext context) {
        return choice.apply(SharedEmulators.of(context));
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        try {
            return ConditionEvaluationResult.enabled(emulator(context).toString());
        } catch (EmulatorUnavailable e) {
            return ConditionEvaluationResult.disabled(reason(context, e));
        }
    }

    /** JUnit asks no condition about one run of a class that runs several times, and about a test only when its object stands. */
    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        try {
            emulator(context);
        } catch (EmulatorUnavailable e) {
            Assumptions.abort(reason(context, e));
        }
    }

    private String reason(ExtensionContext context, EmulatorUnavailable missing) {
        String reason = wish + ": " + missing.getMessage();
        SharedEmulators.of(context).tell("skipped " + reason);
        return reason;
    }

    /** So that a constructor gets what the test gets. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == FreshProject.class || type == FirestoreEmulator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FirestoreEmulator.class
                ? emulator(context)
                : context.getStore(NAMESPACE)
                        .computeIfAbsent(context.getUniqueId(), id -> new Lent(fresh(context)), Lent.class)
                        .project();
    }

    private FreshProject fresh(ExtensionContext context) {
        String hint = context.getTestMethod()
                .map(method -> method.getName())
                .orElseGet(() -> context.getRequiredTestClass().getSimpleName());
        return new FreshProject(emulator(context), FirestoreEmulator.project(hint));
    }

    /** Emptied when JUnit closes what it keeps for the test. */
    private record Lent(FreshProject project) implements AutoCloseable {
        @Override
        public void close() {
            project.wipe();
        }
    }
}
