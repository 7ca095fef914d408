/**
 * Preloaded into a Directus that we start: it ends when whoever started it is gone, also when that was killed and
 * could not say so. Otherwise it would go on running unseen and hold its port.
 */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
