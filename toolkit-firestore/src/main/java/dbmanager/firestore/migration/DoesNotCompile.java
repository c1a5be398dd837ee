package dbmanager.firestore.migration;

import dbmanager.firestore.session.FirestoreSession;
import dbmanager.problem.Problem;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;

/** A migration that the compiler refuses, or that is none. */
final class DoesNotCompile extends Problem {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 5;

    DoesNotCompile(String name, List<Diagnostic<? extends JavaFileObject>> said) {
        this(name, text(name, said));
    }

    DoesNotCompile(String name, String why) {
        super(
                Kind.CONFIGURATION,
                name + " does not compile: " + why,
                "nothing was run",
                "correct it; a migration sees java.* and " + FirestoreSession.class.getPackageName()
                        + ".*, and nothing else");
    }

    private static String text(String name, List<Diagnostic<? extends JavaFileObject>> said) {
        List<String> errors = said.stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .limit(SHOWN)
                .map(each -> name + ":" + each.getLineNumber() + ": " + each.getMessage(Locale.ROOT))
                .toList();
        return String.join("\n  ", errors);
    }
}
