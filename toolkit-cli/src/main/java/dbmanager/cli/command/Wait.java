package dbmanager.cli.command;

import dbmanager.cli.DatabaseOptions;
import dbmanager.cli.Toolkit;
import dbmanager.cli.View;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

public final class Wait implements Callable<Integer> {
    @Option(
            names = "--timeout",
            defaultValue = "60s",
            converter = Span.class,
            paramLabel = "SPAN",
            description = "How long to wait for all of them together, like 60s or 2m; 60s if not given.")
    private Duration timeout;

    @Option(
            names = "--for",
            defaultValue = "connection",
            converter = GoalConverter.class,
            paramLabel = "connection|migrated",
            description = "Until each answers, or until each is at its newest migration; connection if not given.")
    private Vigil.Goal goal;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Override
    public Integer call() {
        Instant deadline = database.surroundings().clock().instant().plus(timeout);
        return database.each().look(toolkit -> keep(toolkit, deadline));
    }

    private View keep(Toolkit toolkit, Instant deadline) {
        return new Vigil(toolkit, goal, timeout, deadline).keep();
    }

    static final class GoalConverter implements ITypeConverter<Vigil.Goal> {
        @Override
        public Vigil.Goal convert(String text) {
            try {
                return Vigil.Goal.valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "\"" + text + "\" is not what can be waited for: connection or migrated");
            }
        }
    }
}
