/** Files and folders of this machine that are not meant to stay. */
package dbmanager.file;
