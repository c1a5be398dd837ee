package dbmanager.cli.reliability.matrix;

import dbmanager.cli.reliability.Answer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The clock of the machine is wrong while the command runs, and right before and after. */
enum TimeFault implements Fault {
    BACK("the clock jumps back", Duration.ofHours(-1), Duration.ofDays(-365 * 20)),
    FORWARD("the clock jumps forward", Duration.ofHours(1), Duration.ofDays(3653));

    private final String title;
    private final Duration near;
    private final Duration far;

    TimeFault(String title, Duration near, Duration far) {
        this.title = title;
        this.near = near;
        this.far = far;
    }

    static List<Fault> all() {
        return List.of(values());
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public List<Strike> strikes(Engine engine, Operation operation, Measures measures) {
        return List.of(new Jump(near), new Jump(far));
    }

    private record Jump(Duration by) implements Strike {
        @Override
        public String name() {
            return "by " + by;
        }

        @Override
        public Answer run(Shop shop, Operation operation) {
            shop.project().at(Clock.offset(Clock.systemUTC(), by));
            return shop.project().run(operation.words(shop));
        }

        @Override
        public void heal(Shop shop) {
            shop.project().at(Clock.systemUTC());
        }
    }
}
