package dbmanager.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dbmanager.backend.Progress;
import dbmanager.problem.Problem;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a run says: the answer on stdout, the talk on stderr; text or JSON. */
public final class Printer {
    private static final Gson JSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private final PrintStream out;
    private final PrintStream err;
    private final Style style;

    /** @param live whether progress and colour may be shown */
    record Style(boolean json, boolean quiet, boolean verbose, boolean live, boolean colour) {}

    Printer(PrintStream out, PrintStream err, Style style) {
        this.out = out;
        this.err = err;
        this.style = style;
    }

    boolean isJson() {
        return style.json();
    }

    public boolean isVerbose() {
        return style.verbose();
    }

    /** One line of the answer; nothing when the answer is JSON. */
    public void line(String format, Object... arguments) {
        if (!style.json()) {
            out.println(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
        }
    }

    /** One line about what is going on. */
    public void talk(String format, Object... arguments) {
        if (!style.quiet()) {
            err.println(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
        }
    }

    /** Something that did not work beside what was asked for. */
    public void warn(String what) {
        err.println(paint("33", "warning: ") + what);
    }

    void json(Map<String, Object> answer) {
        out.println(JSON.toJson(answer));
    }

    /** What happened, where things are now, what to do next. */
    void problem(Problem problem) {
        err.println(paint("31", "error: ") + problem.getMessage());
        problem.state().ifPresent(state -> err.println("  state: " + state));
        err.println("  next:  " + problem.next());
    }

    static Map<String, Object> json(Problem problem) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("kind", problem.kind().name().toLowerCase(Locale.ROOT));
        error.put("happened", problem.getMessage());
        error.put("state", problem.state().orElse(null));
        error.put("next", problem.next());
        error.put("exit_code", problem.kind().exitCode());
        return error;
    }

    public String good(String text) {
        return paint("32", text);
    }

    public String bad(String text) {
        return paint("31", text);
    }

    private String paint(String code, String text) {
        return style.colour() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Shown on a terminal only. */
    public Progress progress() {
        return style.live() && !style.quiet() && !style.json() ? new ProgressLine(err) : Progress.silent();
    }
}
