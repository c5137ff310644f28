// Loggers of handlers read this when they are loaded: to be imported before them.
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
