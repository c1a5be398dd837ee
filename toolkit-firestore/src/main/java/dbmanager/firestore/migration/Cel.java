package dbmanager.firestore.migration;

import com.google.common.collect.ImmutableList;
import com.google.firestore.v1.Document;
import dbmanager.firestore.document.DocumentPath;
import dbmanager.problem.NearestName;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Google's CEL with what a migration may use. The only class that knows its API; loaded when the first expression is read. */
final class Cel {
    private static final String DOC = "doc";
    private static final String ID = "id";
    private static final String PATH = "path";
    private static final String CREATED = "created";
    private static final String UPDATED = "updated";
    private static final List<String> VARIABLES = List.of(DOC, ID, PATH, CREATED, UPDATED);

    /** No document of 1 MiB holds more elements; ends loops within loops. */
    private static final int MOST_ITERATIONS = 1_000_000;

    private static final Set<CelType> YES_OR_NO = Set.of(SimpleType.BOOL, SimpleType.DYN);
    private static final Set<CelType> NOTHING_TO_STORE = Set.of(SimpleType.DURATION);

    private static final Pattern UNDECLARED =
            Pattern.compile("undeclared reference to '([^']*)' \\(in container ''\\)");
    private static final Pattern NO_KEY = Pattern.compile("key '(.*)' is not present in map\\.");
    private static final Pattern NO_OVERLOAD = Pattern.compile("No matching overload for function '_?(.*?)_?'\\..*");
    private static final Pattern WHERE = Pattern.compile("evaluation error(?: at <input>:[0-9]+)?: ");

    private static final dev.cel.bundle.Cel CEL = environment();

    private Cel() {}

    private static dev.cel.bundle.Cel environment() {
        CelOptions options = CelOptions.current()
                .enableHeterogeneousNumericComparisons(true)
                .comprehensionMaxIterations(MOST_ITERATIONS)
                .build();
        return CelFactory.standardCelBuilder()
                .setOptions(options)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addVar(DOC, MapType.create(SimpleType.STRING, SimpleType.DYN))
                .addVar(ID, SimpleType.STRING)
                .addVar(PATH, SimpleType.STRING)
                .addVar(CREATED, SimpleType.TIMESTAMP)
                .addVar(UPDATED, SimpleType.TIMESTAMP)
                .addFunctionDeclarations(
                        function("reference", SimpleType.STRING),
                        function("geopoint", SimpleType.DOUBLE, SimpleType.DOUBLE),
                        function("vector", ListType.create(SimpleType.DYN)))
                .addFunctionBindings(
                        CelFunctionBinding.from("reference", String.class, CelValues.NewReference::new),
                        CelFunctionBinding.from("geopoint", Double.class, Double.class, CelValues::geopoint),
                        CelFunctionBinding.from("vector", List.class, CelValues::vector))
                .addCompilerLibraries(
                        CelExtensions.strings(),
                        CelExtensions.math(),
                        CelExtensions.lists(),
                        CelExtensions.regex(),
                        CelExtensions.bindings(),
                        CelExtensions.optional())
                .addRuntimeLibraries(
                        CelExtensions.strings(),
                        CelExtensions.math(),
                        CelExtensions.lists(),
                        CelExtensions.regex(),
                        CelExtensions.optional())
                .build();
    }

    private static CelFunctionDecl function(String name, CelType... parameters) {
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newGlobalOverload(name, SimpleType.DYN, ImmutableList.copyOf(parameters)));
    }

    static Compiled condition(String text) {
        Checked checked = check(text);
        if (!YES_OR_NO.contains(checked.type)) {
            throw new Misunderstood(
                    "it is " + checked.type.name() + ", not true or false", "compare it with something: doc.age > 17");
        }
        return checked.compiled;
    }

    static Compiled operand(String text) {
        Checked checked = check(text);
        if (NOTHING_TO_STORE.contains(checked.type)) {
            throw new Misunderstood(
                    "it is a duration, which Firestore cannot store",
                    "store its seconds: (doc.end - doc.start).getSeconds()");
        }
        return checked.compiled;
    }

    private record Checked(Compiled compiled, CelType type) {}

    private static Checked check(String text) {
        CelValidationResult result = CEL.compile(text);
        if (result.hasError()) {
            throw bad(text, result.getErrors().get(0));
        }
        try {
            return new Checked(
                    new Compiled(CEL.createProgram(result.getAst())),
                    result.getAst().getResultType());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalStateException("CEL compiled and cannot be run: " + text, e);
        }
    }

    private static Misunderstood bad(String text, CelIssue issue) {
        int line = issue.getSourceLocation().getLine();
        String place = (text.strip().contains("\n") ? "line " + line + ", " : "") + "column "
                + (issue.getSourceLocation().getColumn() + 1);
        Matcher undeclared = UNDECLARED.matcher(issue.getMessage());
        if (undeclared.matches()) {
            String name = undeclared.group(1);
            return new Misunderstood(
                    place + ": there is no variable or function " + name,
                    NearestName.suggest(name, VARIABLES) + "a field is doc.name; besides there are " + ID + ", " + PATH
                            + ", " + CREATED + " and " + UPDATED);
        }
        return new Misunderstood(place + ": " + issue.getMessage(), "correct the CEL expression");
    }

    /** An expression ready to be computed, by any thread. */
    static final class Compiled {
        private final CelRuntime.Program program;

        private Compiled(CelRuntime.Program program) {
            this.program = program;
        }

        /** The result as CEL has it. */
        Object evaluate(Document document) throws Failed {
            DocumentPath path = DocumentPath.of(document.getName());
            try {
                return program.eval(Map.of(
                        DOC, CelValues.fields(document.getFieldsMap()),
                        ID, path.id(),
                        PATH, path.text(),
                        CREATED, CelValues.instant(document.getCreateTime()),
                        UPDATED, CelValues.instant(document.getUpdateTime())));
            } catch (CelEvaluationException e) {
                throw new Failed(explain(e), e);
            }
        }

        private static String explain(CelEvaluationException e) {
            // One of our functions, or of CEL's, refused its argument.
            String message = e.getCause() instanceof IllegalArgumentException refusal
                    ? refusal.getMessage()
                    : WHERE.matcher(e.getMessage()).replaceFirst("");
            Matcher noKey = NO_KEY.matcher(message);
            if (noKey.matches()) {
                return "there is no " + noKey.group(1) + " (ask has(…) first, or write doc.?name.orValue(…))";
            }
            Matcher noOverload = NO_OVERLOAD.matcher(message);
            if (noOverload.matches()) {
                return noOverload.group(1)
                        + " does not take values of these types (whole numbers and others do not mix: double(…), int(…), string(…))";
            }
            return message;
        }
    }

    /** An expression could not be computed; the message says why. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(String why, Throwable cause) {
            super(why, cause);
        }
    }
}
