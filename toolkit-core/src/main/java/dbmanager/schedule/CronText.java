package dbmanager.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.parser.CronParser;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Timings in the five fields of a crontab. Only this class knows the library that reads them; it is loaded when a text has such fields. */
final class CronText {
    private static final Pattern FIELDS = Pattern.compile("[0-9*][^:]*(\\s+\\S+){2,}");

    private CronText() {}

    /** Whether somebody meant fields, be they right or not. */
    static boolean looksLike(String text) {
        return FIELDS.matcher(text).matches();
    }

    static Timing parse(String text) {
        String[] fields = text.split("\\s+");
        if (fields.length != 5) {
            throw Timing.Malformed.of("\"" + text + "\" has " + fields.length + " fields, and a crontab has 5", "");
        }
        Cron cron;
        try {
            cron = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(text);
        } catch (IllegalArgumentException e) {
            throw Timing.Malformed.of("\"" + text + "\" cannot be read as the fields of a crontab: " + reason(e), "");
        }
        NavigableSet<Integer> days = values(cron, CronFieldName.DAY_OF_MONTH, 1, 31);
        NavigableSet<Integer> weekdays = values(cron, CronFieldName.DAY_OF_WEEK, 0, 6).stream()
                .map(day -> day == 0 ? 7 : day)
                .collect(Collectors.toCollection(TreeSet::new));
        boolean starred = fields[2].startsWith("*") || fields[4].startsWith("*");
        boolean bothLimited = !days.equals(Timing.ALL_DAYS) && !weekdays.equals(Timing.ALL_WEEKDAYS);
        boolean everyDay = !starred && !bothLimited; // either is enough, and one of them has them all
        return new Timing(
                text,
                values(cron, CronFieldName.MINUTE, 0, 59),
                values(cron, CronFieldName.HOUR, 0, 23),
                everyDay ? Timing.ALL_DAYS : days,
                values(cron, CronFieldName.MONTH, 1, 12),
                everyDay ? Timing.ALL_WEEKDAYS : weekdays,
                Optional.of(new Timing.DayFields(fields[2], fields[4])).filter(both -> starred && bothLimited));
    }

    /** The library repeats the text and puts what it found behind it. */
    private static String reason(IllegalArgumentException e) {
        return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    }

    private static NavigableSet<Integer> values(Cron cron, CronFieldName field, int from, int to) {
        NavigableSet<Integer> values = new TreeSet<>();
        add(cron.retrieveFieldsAsMap().get(field).getExpression(), from, to, 1, values);
        return values;
    }

    private static void add(FieldExpression expression, int from, int to, int step, NavigableSet<Integer> values) {
        if (expression instanceof And and) {
            and.getExpressions().forEach(each -> add(each, from, to, step, values));
        } else if (expression instanceof Every every) {
            addSteps(every, from, to, values);
        } else if (expression instanceof Between between) {
            fill(
                    (Integer) between.getFrom().getValue(),
                    (Integer) between.getTo().getValue(),
                    step,
                    values);
        } else if (expression instanceof On on) {
            values.add(on.getTime().getValue());
        } else if (expression instanceof Always) {
            fill(from, to, step, values);
        } else {
            throw new IllegalStateException("no field of a crontab: " + expression.asString());
        }
    }

    private static void addSteps(Every every, int from, int to, NavigableSet<Integer> values) {
        int step = every.getPeriod().getValue();
        if (every.getExpression() instanceof On start) {
            fill(start.getTime().getValue(), to, step, values);
        } else {
            add(every.getExpression(), from, to, step, values);
        }
    }

    private static void fill(int from, int to, int step, NavigableSet<Integer> values) {
        for (int value = from; value <= to; value += step) {
            values.add(value);
        }
    }
}
