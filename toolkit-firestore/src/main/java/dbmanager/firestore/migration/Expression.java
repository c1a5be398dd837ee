package dbmanager.firestore.migration;

import com.google.firestore.v1.Document;
import com.google.firestore.v1.Value;
import dbmanager.firestore.document.DatabaseName;
import dbmanager.firestore.document.DocumentPath;
import java.util.Optional;

/**
 * A CEL expression over one document: {@code doc} holds its fields, {@code id} and {@code path} name it, {@code created} and {@code updated} are
 * its times. Pure: it knows no clock and no other document.
 *
 * @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">the language</a>
 */
final class Expression {
    private final String text;
    private final Cel.Compiled compiled;

    private Expression(String text, Cel.Compiled compiled) {
        this.text = text;
        this.compiled = compiled;
    }

    /**
     * One that says yes or no.
     *
     * @throws Misunderstood when it does not compile or is of another type
     */
    static Expression condition(String text) {
        return new Expression(text, Cel.condition(text));
    }

    /**
     * One whose result is written to a field.
     *
     * @throws Misunderstood when it does not compile or is of a type that Firestore does not have
     */
    static Expression operand(String text) {
        return new Expression(text, Cel.operand(text));
    }

    /** @throws DocumentFailed when it cannot be computed for this document */
    boolean holds(Document document) {
        Object result = evaluate(document, "the condition");
        if (result instanceof Boolean answer) {
            return answer;
        }
        throw DocumentFailed.because(
                path(document), text, "is neither true nor false but " + CelValues.describe(result));
    }

    /**
     * Empty when the expression says that there is no value, as {@code doc.?name} does where there is no name.
     *
     * @param field that the result is for, to be named when it fails
     * @throws DocumentFailed when it cannot be computed for this document
     */
    Optional<Value> value(Document document, String field) {
        Object result = evaluate(document, field);
        if (result instanceof Optional<?> optional) {
            return optional.map(present -> back(document, field, present));
        }
        return Optional.of(back(document, field, result));
    }

    private Object evaluate(Document document, String subject) {
        try {
            return compiled.evaluate(document);
        } catch (Cel.Failed e) {
            throw DocumentFailed.because(
                    path(document), subject, "cannot be computed by " + text + ": " + e.getMessage());
        }
    }

    private static Value back(Document document, String field, Object result) {
        try {
            return CelValues.back(result, DatabaseName.parse(document.getName()));
        } catch (CelValues.NoValue e) {
            throw DocumentFailed.because(path(document), field, "cannot be " + e.getMessage());
        }
    }

    private static DocumentPath path(Document document) {
        return DocumentPath.of(document.getName());
    }

    @Override
    public String toString() {
        return text;
    }
}
