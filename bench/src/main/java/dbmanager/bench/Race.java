package dbmanager.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Programs that take turns, so that whatever else the machine does hits all of them. One turn before the first counts for nothing. */
final class Race {
    private final int turns;
    private final Map<Program, List<Program.Run>> runs = new LinkedHashMap<>();
    private final List<String> skipped = new ArrayList<>();

    Race(int turns) {
        this.turns = turns;
    }

    Race enter(Program program) {
        List<String> absent = program.absent().toList();
        if (absent.isEmpty()) {
            runs.put(program, new ArrayList<>());
        } else {
            skipped.add(program.name() + " (no " + absent.get(0) + " here)");
        }
        return this;
    }

    Race run() throws Exception {
        for (Program program : runs.keySet()) {
            program.run();
        }
        for (int turn = 0; turn < turns; turn++) {
            for (Map.Entry<Program, List<Program.Run>> entry : runs.entrySet()) {
                entry.getValue().add(entry.getKey().run());
            }
        }
        return this;
    }

    List<String> skipped() {
        return skipped;
    }

    /** Median and fastest of what ran under this name; absent programs have none. */
    Result result(String name) {
        return runs.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .map(entry -> Result.of(name, entry.getValue()))
                .findFirst()
                .orElse(Result.none(name));
    }

    List<Result> results() {
        return runs.entrySet().stream()
                .map(entry -> Result.of(entry.getKey().name(), entry.getValue()))
                .toList();
    }

    /** @param peak the highest resident memory of all runs, in bytes */
    record Result(String name, double median, double fastest, long peak) {
        static Result of(String name, List<Program.Run> runs) {
            double[] seconds =
                    runs.stream().mapToDouble(Program.Run::seconds).sorted().toArray();
            long peak = runs.stream().mapToLong(Program.Run::peak).max().orElse(0);
            int middle = seconds.length / 2;
            double median = seconds.length % 2 == 1 ? seconds[middle] : (seconds[middle - 1] + seconds[middle]) / 2;
            return new Result(name, median, seconds[0], peak);
        }

        static Result none(String name) {
            return new Result(name, Double.NaN, Double.NaN, 0);
        }

        boolean isThere() {
            return !Double.isNaN(median);
        }
    }
}
