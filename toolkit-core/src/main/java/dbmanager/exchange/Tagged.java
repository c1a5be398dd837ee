package dbmanager.exchange;

/**
 * A value that only some engines have, as exports write it: {@code {"$timestamp": "2026-11-21T02:00:00Z"}}. Two of them are the same when tag
 * and value are.
 *
 * @param tag with its dollar sign: {@code $timestamp}, {@code $reference}, {@code $geopoint}, {@code $vector}
 * @param value text, or a list or map of values without bytes
 */
public record Tagged(String tag, Object value) {}
