package dbmanager.cli;

import dbmanager.backend.Progress;
import dbmanager.problem.Masked;
import dbmanager.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a run says: the answer on stdout, the talk on stderr; text or JSON. */
public final class Printer {
    private final PrintStream out;
    private final PrintStream err;
    private final Style style;
    private final ProgressLine progress;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** @param live whether progress may be shown */
    record Style(boolean json, boolean quiet, boolean verbose, boolean live, boolean colour) {}

    Printer(PrintStream out, PrintStream err, Style style) {
        this.out = out;
        this.err = err;
        this.style = style;
        this.progress = new ProgressLine(err);
    }

    /** For what goes wrong before the options are known. */
    static Printer ofErrors(Surroundings surroundings, boolean json) {
        return new Printer(
                surroundings.out(), surroundings.err(), new Style(json, false, false, false, surroundings.colour()));
    }

    public boolean isJson() {
        return style.json();
    }

    public boolean isVerbose() {
        return style.verbose();
    }

    /** One line of the answer; nothing when the answer is JSON. */
    public void line(String format, Object... arguments) {
        if (!style.json()) {
            progress.wipe();
            out.println(Visible.text(text(format, arguments)));
        }
    }

    /** A text of the answer that must not differ by a byte, such as a script; nothing when the answer is JSON. */
    public void verbatim(String text) {
        if (!style.json()) {
            progress.wipe();
            out.println(text);
        }
    }

    private static String text(String format, Object... arguments) {
        return arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments);
    }

    /** One line about what is going on. */
    public void talk(String format, Object... arguments) {
        if (!style.quiet()) {
            progress.wipe();
            err.println(Visible.text(text(format, arguments)));
        }
    }

    /** Something that did not work beside what was asked for. */
    public void warn(String what) {
        progress.wipe();
        err.println(paint("33", "warning: ") + foreign(what));
    }

    /** What holds for every database of a run, and is worth one warning. */
    void warnOnce(String what) {
        if (warned.add(what)) {
            warn(what);
        }
    }

    /** For an answer that is neither lines nor JSON, such as exported rows. Unlike a print stream, it says when nobody takes more. */
    public OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
                flush();
            }

            @Override
            public void flush() throws IOException {
                if (out.checkError()) {
                    throw new IOException("closed by its reader, or no space left");
                }
            }
        };
    }

    void json(Map<String, Object> answer) {
        out.println(JsonText.of(answer));
    }

    /** A command that failed as a whole. @return its exit code */
    int failure(String command, Problem problem) {
        if (style.json()) {
            Map<String, Object> whole = new LinkedHashMap<>();
            whole.put("command", command);
            whole.put("exit_code", problem.kind().exitCode());
            whole.put("error", json(problem));
            json(whole);
        } else {
            problem(problem);
        }
        return problem.kind().exitCode();
    }

    /** What happened, where things are now, what to do next. */
    void problem(Problem problem) {
        progress.wipe();
        err.println(paint("31", "error: ") + foreign(problem.getMessage()));
        problem.state().ifPresent(state -> err.println("  state: " + foreign(state)));
        err.println("  next:  " + foreign(problem.next()));
    }

    private static String foreign(String text) {
        return Visible.text(Masked.text(text));
    }

    static Map<String, Object> json(Problem problem) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("kind", problem.kind().name().toLowerCase(Locale.ROOT));
        error.put("happened", Masked.text(problem.getMessage()));
        error.put("state", problem.state().map(Masked::text).orElse(null));
        error.put("next", Masked.text(problem.next()));
        error.put("exit_code", problem.kind().exitCode());
        return error;
    }

    void trace(Exception e) {
        progress.wipe();
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        err.print(foreign(trace.toString()));
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
        return style.live() && !style.quiet() && !style.json() ? progress : Progress.silent();
    }
}
