package dbmanager.emulator.embedded;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Random;

/** Messages of any kind, filled at random: with what Firestore means, what it almost means, and nonsense. */
final class RandomProtos {
    private static final String DATABASE = "projects/fuzz/databases/(default)";
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "b",
            "users",
            "__name__",
            "__x__",
            "a.b",
            "`a`",
            "a..b",
            "`",
            "age desc, __name__",
            "\0",
            "é😀",
            "n".repeat(1_600));
    private static final List<String> NAMES = List.of(
            DATABASE,
            DATABASE + "/documents",
            DATABASE + "/documents/",
            DATABASE + "/documents/users",
            DATABASE + "/documents/users/1",
            DATABASE + "/documents/users/2",
            DATABASE + "/documents/users/1/orders/7",
            DATABASE + "/documents/users//1",
            DATABASE + "/documents/__x__/1",
            DATABASE + "/documents/users/.",
            "projects/other/databases/(default)/documents/users/1",
            "projects//databases/x",
            "projects");
    private static final List<Long> NUMBERS =
            List.of(0L, 1L, 2L, -1L, 500L, Long.MAX_VALUE, Long.MIN_VALUE, 1_785_585_600L, (long) Integer.MAX_VALUE);
    private static final List<Double> DOUBLES =
            List.of(0.0, -0.0, 1.5, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, 1e300);

    private final Random random;

    RandomProtos(long seed) {
        random = new Random(seed);
    }

    /** One that is like the empty one. */
    Message next(Message empty) {
        return fill(empty, 0);
    }

    private Message fill(Message empty, int depth) {
        Message.Builder message = empty.newBuilderForType();
        for (FieldDescriptor field : empty.getDescriptorForType().getFields()) {
            // the outer fields are mostly there, so that more than the first check is reached
            boolean there = random.nextInt(10) < (depth == 0 ? 8 : depth < 4 ? 4 : 1);
            boolean taken = field.getContainingOneof() != null && message.hasOneof(field.getContainingOneof());
            if (!there || (taken && random.nextBoolean()) || depth > 7) {
                continue;
            }
            if (field.isMapField()) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    message.addRepeatedField(
                            field, fill(message.newBuilderForField(field).build(), depth + 1));
                }
            } else if (field.isRepeated()) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    message.addRepeatedField(field, value(message, field, depth));
                }
            } else {
                message.setField(field, value(message, field, depth));
            }
        }
        return message.build();
    }

    private Object value(Message.Builder message, FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case INT -> one(NUMBERS).intValue();
            case LONG -> one(NUMBERS);
            case FLOAT -> one(DOUBLES).floatValue();
            case DOUBLE -> one(DOUBLES);
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text(field.getName());
            case BYTE_STRING -> {
                byte[] bytes = new byte[one(List.of(0, 1, 16, 24, 2_000))];
                random.nextBytes(bytes);
                yield ByteString.copyFrom(bytes);
            }
            case ENUM -> one(field.getEnumType().getValues());
            case MESSAGE -> fill(message.newBuilderForField(field).build(), depth + 1);
        };
    }

    private String text(String field) {
        if (random.nextInt(10) == 0) {
            return one(TEXTS);
        }
        return switch (field) {
            case "database" -> random.nextInt(8) == 0 ? one(NAMES) : DATABASE;
            case "parent" -> random.nextInt(4) == 0 ? one(NAMES) : DATABASE + "/documents";
            case "name", "documents", "document", "delete", "reference_value" ->
                random.nextInt(3) == 0 ? one(NAMES) : DATABASE + "/documents/users/" + random.nextInt(4);
            case "collection_id" -> random.nextInt(4) == 0 ? one(TEXTS) : "users";
            default -> random.nextInt(3) == 0 ? one(TEXTS) : one(List.of("a", "b", "age"));
        };
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
