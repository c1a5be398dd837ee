/** {@code db-manager demo}: the whole cycle on generated shop data, in a new folder. What it prints is the tutorial. */
package dbmanager.cli.demo;
