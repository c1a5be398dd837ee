package dbmanager.cli.reliability.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What is done to a file of a backup by nobody who is allowed to. */
record Harm(String name, Deed deed) {
    /** Of the seed that a failure is run again with. */
    private static final long SEED = 20_261_122;

    interface Deed {
        void to(Path file) throws IOException;
    }

    static List<Harm> cuts() {
        return List.of(
                new Harm("cut at half", file -> cut(file, Files.size(file) / 2)),
                new Harm("a byte short", file -> cut(file, Files.size(file) - 1)),
                new Harm("empty", file -> cut(file, 0)));
    }

    private static void cut(Path file, long length) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) length));
    }

    /** Of a random bit in the middle, at the beginning and at the end. */
    static List<Harm> flips() {
        Random random = new Random(SEED);
        List<Harm> flips = new ArrayList<>();
        for (int third : new int[] {1, 0, 2}) {
            double place = (third + random.nextDouble()) / 3;
            int bit = 1 << random.nextInt(8);
            flips.add(new Harm("bit %d at %.2f".formatted(bit, place), file -> {
                byte[] bytes = Files.readAllBytes(file);
                bytes[(int) (bytes.length * place)] ^= (byte) bit;
                Files.write(file, bytes);
            }));
        }
        return flips;
    }

    static Harm gone() {
        return new Harm("gone", Files::delete);
    }
}
