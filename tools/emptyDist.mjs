// Removes `dist` of the package it is run in, before a build: tsc leaves what it wrote of files that are gone, and that would be packed.
import { rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
