/** The tests that documents show for vitest (vitest.config.mts makes modules of them). */
await import('virtual:documents.mts' as string);
