package dbmanager.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A script about to be written into a folder of migrations.
 *
 * @param literal whether <code>${…}</code> in it is text, and no placeholder of Flyway's, which would look for a value of each; db-manager has none
 * @param outsideTransaction whether it is to run statement by statement
 */
public record NewScript(Path file, String text, boolean literal, boolean outsideTransaction) {

    /**
     * Writes it, with Flyway's file of settings beside it where the text needs one. Never overwrites.
     *
     * @param written hears of each file as soon as it is there
     */
    public void create(List<Path> written) throws IOException {
        Files.createDirectories(file.getParent());
        written.add(Files.writeString(file, text, StandardOpenOption.CREATE_NEW));
        String settings = (outsideTransaction ? "executeInTransaction=false\n" : "")
                + (literal && text.contains("${") ? "placeholderReplacement=false\n" : "");
        if (!settings.isEmpty()) {
            Path beside = file.resolveSibling(file.getFileName() + ".conf");
            written.add(Files.writeString(beside, settings, StandardOpenOption.CREATE_NEW));
        }
    }
}
