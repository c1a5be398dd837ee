package dbmanager.exchange;

import dbmanager.problem.Problem;
import java.nio.file.Path;
import java.util.List;

/** What is to be exported does not fit where or how it should go. */
public final class ExportRefused extends Problem {
    private static final long serialVersionUID = 1L;

    private ExportRefused(String happened, String next) {
        super(Kind.USAGE, happened, "nothing was exported", next);
    }

    static ExportRefused oneTableOnly(List<Table> tables) {
        return new ExportRefused(
                "one CSV file holds one table, and these are " + tables.size(),
                "name one table, export into a folder, or choose --format json");
    }

    static ExportRefused fileName(String table) {
        return new ExportRefused(
                "the table \"" + table + "\" cannot be the name of a file, or shares it with another table",
                "export it alone with --to NAME.csv, or choose --format json");
    }

    static ExportRefused noText(Path place) {
        return new ExportRefused(
                place + " is there, and it is no earlier export: it holds binary data, such as a database",
                "choose another name, or move the file away");
    }

    static ExportRefused halfCharacter(String where) {
        return new ExportRefused(
                where + ": a text holds half a character (an unpaired surrogate), which CSV in UTF-8 cannot say",
                "choose --format json");
    }
}
