// Loaded before the service: when the script that started it is killed, it stops as on Ctrl-C.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
