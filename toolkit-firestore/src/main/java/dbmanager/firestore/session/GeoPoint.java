package dbmanager.firestore.session;

/** @param latitude in degrees, and so is longitude */
public record GeoPoint(double latitude, double longitude) {}
