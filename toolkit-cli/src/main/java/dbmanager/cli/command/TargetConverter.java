package dbmanager.cli.command;

import dbmanager.migration.Target;
import picocli.CommandLine.ITypeConverter;

final class TargetConverter implements ITypeConverter<Target> {
    @Override
    public Target convert(String text) {
        return Target.parse(text);
    }
}
