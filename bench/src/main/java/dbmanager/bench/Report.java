package dbmanager.bench;

import dbmanager.bench.Race.Result;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Markdown on the way out. */
final class Report {
    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        line("");
        line("## " + text);
        line("");
    }

    void line(String text) {
        out.println(text);
    }

    void header() {
        line("| program | median | fastest | peak RSS | goal |");
        line("| --- | ---: | ---: | ---: | --- |");
    }

    /** What has no goal. */
    void row(Result result) {
        row(result, "");
    }

    /** @param most seconds that the goal allows for the median */
    void row(Result result, double most, String goal) {
        row(result, goal + ": " + (result.median() <= most ? "met" : "**missed**"));
    }

    void row(Result result, String goal) {
        if (result.isThere()) {
            String peak = result.peak() == 0 ? "" : format("%d MB", result.peak() >> 20);
            line(format(
                    "| %s | %.3f s | %.3f s | %s | %s |",
                    result.name(), result.median(), result.fastest(), peak, goal));
        }
    }

    /** The goal as a multiple of what a peer took in the same race. */
    void ratio(Result result, Result peer, double most) {
        if (peer.isThere()) {
            double ratio = result.median() / peer.median();
            String verdict = ratio <= most ? "met" : "**missed**";
            row(result, format("≤ %.2f × %s: %.2f, %s", most, peer.name(), ratio, verdict));
        } else {
            row(result);
        }
    }

    void skipped(List<String> programs) {
        if (!programs.isEmpty()) {
            line("");
            line("Skipped: " + String.join(", ", programs) + ".");
        }
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
