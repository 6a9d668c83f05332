import fc from 'fast-check';

// EQUIPOISE_SEED=<whole number> tries other cases.
fc.configureGlobal({ seed: Number(process.env['EQUIPOISE_SEED'] ?? 20_260_101) });
