package dbmanager.cli.command;

import dbmanager.migration.Way;
import picocli.CommandLine.ITypeConverter;

/** Reads where to go, and for a script from where. */
final class WayConverter implements ITypeConverter<Way> {
    @Override
    public Way convert(String text) {
        return Way.parse(text);
    }
}
