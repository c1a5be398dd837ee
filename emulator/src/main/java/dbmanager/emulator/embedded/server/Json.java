package dbmanager.emulator.embedded.server;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.Code;
import dbmanager.emulator.embedded.model.Refused;
import io.grpc.Status;
import java.util.Map;
import java.util.TreeMap;

/** Protos as Google's HTTP surface writes them. */
final class Json {
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer();
    private static final JsonFormat.Parser PARSER = JsonFormat.parser();

    private Json() {}

    static String print(Message message) {
        try {
            return PRINTER.print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an answer has no JSON", e);
        }
    }

    /** @throws Refused when it is no JSON of this message */
    static void merge(String json, Message.Builder into) {
        if (json.isBlank()) {
            return;
        }
        try {
            PARSER.merge(json, into);
        } catch (InvalidProtocolBufferException | RuntimeException e) {
            throw Refused.invalid("Invalid JSON payload received. " + e.getMessage());
        } catch (StackOverflowError e) {
            throw Refused.invalid("Invalid JSON payload received. It is nested too deeply.");
        }
    }

    /**
     * Sets a field as a query string names it.
     *
     * @param path {@code updateMask.fieldPaths}
     * @throws Refused when there is no such field, or the text is none of its values
     */
    static void set(Message.Builder message, String path, String text) {
        int dot = path.indexOf('.');
        FieldDescriptor field = field(message, dot < 0 ? path : path.substring(0, dot), path);
        if (dot >= 0) {
            if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isRepeated()) {
                throw unknown(path);
            }
            set(message.getFieldBuilder(field), path.substring(dot + 1), text);
        } else if (field.isRepeated()) {
            message.addRepeatedField(field, value(message, field, text));
        } else {
            message.setField(field, value(message, field, text));
        }
    }

    private static FieldDescriptor field(Message.Builder message, String name, String path) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.getJsonName().equals(name) || field.getName().equals(name)) {
                return field;
            }
        }
        throw unknown(path);
    }

    private static Refused unknown(String path) {
        return Refused.invalid("Invalid JSON payload received. Unknown name \"" + path
                + "\": Cannot bind query parameter. Field '" + path + "' could not be found in request message.");
    }

    private static Object value(Message.Builder message, FieldDescriptor field, String text) {
        try {
            return switch (field.getJavaType()) {
                case INT -> Integer.parseInt(text);
                case LONG -> Long.parseLong(text);
                case FLOAT -> Float.parseFloat(text);
                case DOUBLE -> Double.parseDouble(text);
                case BOOLEAN -> bool(text);
                case STRING -> text;
                case BYTE_STRING ->
                    com.google.protobuf.ByteString.copyFrom(java.util.Base64.getDecoder()
                            .decode(text.replace('-', '+').replace('_', '/')));
                case ENUM -> {
                    EnumValueDescriptor value = field.getEnumType().findValueByName(text);
                    if (value == null) {
                        throw new IllegalArgumentException(text);
                    }
                    yield value;
                }
                case MESSAGE -> {
                    Message.Builder inner = message.newBuilderForField(field);
                    merge("\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"", inner);
                    yield inner.build();
                }
            };
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(
                    "Invalid value at '" + field.getName() + "' (" + field.getType() + "), \"" + text + "\"");
        }
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    /** Google's error object. */
    static String error(Status status) {
        Code code = Code.forNumber(status.getCode().value());
        String message = status.getDescription() == null ? "" : status.getDescription();
        return "{\n  \"error\": {\n    \"code\": " + http(status.getCode()) + ",\n    \"message\": " + quoted(message)
                + ",\n    \"status\": \"" + code + "\"\n  }\n}\n";
    }

    /** As {@code google/rpc/code.proto} maps them. */
    static int http(Status.Code code) {
        return switch (code) {
            case OK -> 200;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, ABORTED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case CANCELLED -> 499;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
        };
    }

    private static final Map<Character, String> ESCAPES =
            new TreeMap<>(Map.of('"', "\\\"", '\\', "\\\\", '\n', "\\n", '\r', "\\r", '\t', "\\t"));

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            String escape = ESCAPES.get(c);
            if (escape != null) {
                quoted.append(escape);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
