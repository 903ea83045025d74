// placeholder so that assets load
