package dbmanager.emulator;

import dbmanager.emulator.FirestoreEmulator.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Behind {@link OnEveryEmulator}. */
final class EveryEmulator implements TestTemplateInvocationContextProvider, ClassTemplateInvocationContextProvider {
    EveryEmulator() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return context.getElement()
                .filter(element -> element.isAnnotationPresent(OnEveryEmulator.class))
                .isPresent();
    }

    @Override
    public Stream<? extends TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        return Stream.of(Kind.values()).map(On::new);
    }

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return context.getElement()
                .filter(element -> element.isAnnotationPresent(OnEveryEmulator.class))
                .isPresent();
    }

    @Override
    public Stream<? extends ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
            ExtensionContext context) {
        return Stream.of(Kind.values()).map(On::new);
    }

    /** One run. */
    private record On(Kind kind) implements TestTemplateInvocationContext, ClassTemplateInvocationContext {
        @Override
        public String getDisplayName(int index) {
            return "on " + kind;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new FirestoreExtension("on " + kind, emulators -> emulators.get(kind)));
        }

        /** Both kinds of run have one that does nothing; Java wants a choice. */
        @Override
        public void prepareInvocation(ExtensionContext context) {}
    }
}
