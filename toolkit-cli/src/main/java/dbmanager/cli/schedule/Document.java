package dbmanager.cli.schedule;

/** @param name of the file that it belongs into */
record Document(String name, String text) {}
