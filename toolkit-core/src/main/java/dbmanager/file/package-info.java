/** Files and folders of this machine: those that are not meant to stay, and those for this user only. */
package dbmanager.file;
