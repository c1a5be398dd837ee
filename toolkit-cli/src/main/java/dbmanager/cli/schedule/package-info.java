/** What runs by itself: the texts by which cron, systemd, Windows, Kubernetes and GitHub do it, and the process that does it without them. */
package dbmanager.cli.schedule;
