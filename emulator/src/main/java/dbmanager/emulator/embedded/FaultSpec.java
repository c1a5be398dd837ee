package dbmanager.emulator.embedded;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads what {@link Faults} describes. */
record FaultSpec(long seed, List<Rule> rules) {
    private static final List<String> METHODS = List.of(
            "BatchGetDocuments",
            "BatchWrite",
            "BeginTransaction",
            "Commit",
            "CreateDocument",
            "DeleteDocument",
            "ExecutePipeline",
            "GetDocument",
            "ListCollectionIds",
            "ListDocuments",
            "Listen",
            "PartitionQuery",
            "Rollback",
            "RunAggregationQuery",
            "RunQuery",
            "UpdateDocument",
            "Write");

    /** Those with more answers than one. */
    private static final Set<String> STREAMS =
            new TreeSet<>(Set.of("BatchGetDocuments", "Listen", "RunAggregationQuery", "RunQuery", "Write"));

    /** Those that go on for as long as the client likes. */
    private static final Set<String> CONVERSATIONS = Set.of("Listen", "Write");

    private static final String EXAMPLE =
            "a rule looks like Commit:UNAVAILABLE:rate=0.1, RunQuery:reset:after=500, *:latency=20ms, "
                    + "BatchWrite:RESOURCE_EXHAUSTED:nth=3, doc=users/7:ABORTED, quota=500/s or seed=7";

    static FaultSpec parse(String spec) {
        long seed = 0;
        List<Rule> rules = new ArrayList<>();
        for (String part : spec.split(";", -1)) {
            String rule = part.strip();
            try {
                if (rule.startsWith("seed=")) {
                    seed = Long.parseLong(rule.substring("seed=".length()));
                } else if (!rule.isEmpty()) {
                    rules.add(new Rule(wanted(rule)));
                }
            } catch (IllegalArgumentException e) {
                String reason = e instanceof NumberFormatException ? "a number is wrong" : e.getMessage();
                throw new IllegalArgumentException("fault \"" + rule + "\": " + reason + "; " + EXAMPLE, e);
            }
        }
        return new FaultSpec(seed, List.copyOf(rules));
    }

    private static Rule.Wanted wanted(String rule) {
        List<String> words = new ArrayList<>(Arrays.asList(rule.split(":", -1)));
        Optional<String> method = Optional.empty();
        Optional<String> document = Optional.empty();
        if (!words.get(0).startsWith("quota=")) {
            String target = words.remove(0);
            if (target.startsWith("doc=")) {
                document = Optional.of(path(target.substring("doc=".length())));
            } else if (METHODS.contains(target)) {
                method = Optional.of(target);
            } else if (!target.equals("*")) {
                throw new IllegalArgumentException("\"" + target + "\" is neither *, nor doc=…, nor one of " + METHODS);
            }
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException("it does not say what goes wrong");
        }
        return options(words.remove(0), words, method, document);
    }

    private static String path(String document) {
        List<String> segments = List.of(document.split("/", -1));
        if (segments.size() % 2 != 0 || segments.contains("")) {
            throw new IllegalArgumentException("\"" + document + "\" is no document, such as users/7");
        }
        return document;
    }

    private static Rule.Wanted options(
            String action, List<String> options, Optional<String> method, Optional<String> document) {
        double rate = 1;
        long nth = 0;
        long times = Long.MAX_VALUE;
        long after = 0;
        Set<String> given = new HashSet<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String value = option.substring(equals + 1);
            if (!given.add(name)) {
                throw new IllegalArgumentException("it says " + name + "= twice");
            }
            switch (name) {
                case "rate" -> rate = fraction(value);
                case "nth" -> nth = positive(value);
                case "times" -> times = positive(value);
                case "after" -> after = positive(value);
                default ->
                    throw new IllegalArgumentException("\"" + option + "\" is none of rate=, nth=, times=, after=");
            }
        }
        checkCanStrike(action, given, method);
        Optional<Double> perSecond = Optional.empty();
        long latency = 0;
        Optional<Fault> fault = Optional.empty();
        if (action.startsWith("quota=") && action.endsWith("/s")) {
            perSecond = Optional.of((double) positive(action.substring("quota=".length(), action.length() - 2)));
            fault = Optional.of(new Fault(Fault.Kind.STATUS, Status.Code.RESOURCE_EXHAUSTED, 0));
        } else if (action.startsWith("latency=") && action.endsWith("ms")) {
            latency = positive(action.substring("latency=".length(), action.length() - 2));
        } else {
            fault = Optional.of(fault(action, after));
        }
        return new Rule.Wanted(method, document, rate, nth, times, perSecond, latency, fault);
    }

    /** A rule that could never do what it says would pass for a test that was passed. */
    private static void checkCanStrike(String action, Set<String> options, Optional<String> method) {
        boolean quota = action.startsWith("quota=");
        boolean delayed = action.startsWith("latency=");
        boolean done = action.equals("lost") || action.equals("silent");
        if (quota && !options.isEmpty()) {
            throw new IllegalArgumentException("a quota has no options");
        }
        if (options.contains("after") && (delayed || done)) {
            throw new IllegalArgumentException("after= goes with a status or with reset");
        }
        if (options.contains("after")
                && method.filter(name -> !STREAMS.contains(name)).isPresent()) {
            throw new IllegalArgumentException("after= goes with the methods that have several answers, " + STREAMS);
        }
        if ((delayed || done) && method.filter(CONVERSATIONS::contains).isPresent()) {
            throw new IllegalArgumentException("a " + method.get() + " stream ends with a status or with reset");
        }
    }

    private static Fault fault(String action, long after) {
        return switch (action) {
            case "reset" -> new Fault(Fault.Kind.RESET, Status.Code.UNAVAILABLE, after);
            case "lost" -> new Fault(Fault.Kind.LOST, Status.Code.UNAVAILABLE, after);
            case "silent" -> new Fault(Fault.Kind.SILENT, Status.Code.DEADLINE_EXCEEDED, after);
            default -> new Fault(Fault.Kind.STATUS, code(action), after);
        };
    }

    private static Status.Code code(String name) {
        for (Status.Code code : Status.Code.values()) {
            if (code != Status.Code.OK && code.name().equals(name.toUpperCase(Locale.ROOT))) {
                return code;
            }
        }
        throw new IllegalArgumentException(
                "\"" + name + "\" is none of a gRPC status, reset, lost, silent, latency=20ms, quota=500/s");
    }

    private static double fraction(String text) {
        double value = Double.parseDouble(text);
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException("a rate is above 0 and at most 1");
        }
        return value;
    }

    private static long positive(String text) {
        long value = Long.parseLong(text);
        if (value <= 0) {
            throw new IllegalArgumentException("\"" + text + "\" is not above 0");
        }
        return value;
    }
}
