package dbmanager.cli.command;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A span of time on the command line: {@code 60s}, {@code 2m}; a number alone is seconds. */
final class Span implements ITypeConverter<Duration> {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,9}) ?(s|m|min|h)?");

    @Override
    public Duration convert(String text) {
        Matcher span = SHAPE.matcher(text);
        if (!span.matches()) {
            throw new TypeConversionException("\"" + text + "\" is no span of time; write it like 60s, 2m or 1h");
        }
        long amount = Long.parseLong(span.group(1));
        return switch (span.group(2) == null ? "s" : span.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofMinutes(amount);
        };
    }
}
