import { ArchetypeError } from '@archetype/spec';
import { programName } from '../../terminal/programName.js';
import { bytes } from '../../terminal/quantities.js';

const again = (engine: string): string => `then: ${programName()} engine add ${engine}`;

/** The last lines of what a program said, as details of an error. */
export function lastLines(output: string, count = 8): readonly string[] {
  return output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-count);
}

export function unsupported(engine: string, problem: string, remedy: string): ArchetypeError {
  return new ArchetypeError({ code: 'engine-unsupported', subject: engine, problem, remedy });
}

/** @param named what `CXX` names, if it names something */
export function noCompiler(engine: string, named: string): ArchetypeError {
  if (named !== '')
    return new ArchetypeError({
      code: 'no-compiler',
      subject: engine,
      problem: `its native module is compiled here, and CXX names ${named}, which does not run as a C++ compiler`,
      remedy: `correct CXX, or unset it so that c++, g++ or clang++ is taken, ${again(engine)}`,
    });
  return new ArchetypeError({
    code: 'no-compiler',
    subject: engine,
    problem: 'its native module is compiled here, and no C++ compiler is found: neither c++, g++ nor clang++',
    remedy: `install one (Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++; Alpine: apk add g++; macOS: xcode-select --install), ${again(engine)}`,
  });
}

export function noPython(engine: string): ArchetypeError {
  return new ArchetypeError({
    code: 'no-python',
    subject: engine,
    problem: 'its libraries come as Python wheels, and neither python3, python nor uv is found to fetch them with',
    remedy: `install one (Debian, Ubuntu: apt install python3-pip; Fedora: dnf install python3-pip; or uv), ${again(engine)}`,
  });
}

export function noPip(engine: string, python: string): ArchetypeError {
  return new ArchetypeError({
    code: 'no-pip',
    subject: engine,
    problem: `its libraries come as Python wheels, and ${python} has no pip to fetch them with; uv is not found either`,
    remedy: `install pip (Debian, Ubuntu: apt install python3-pip; Fedora: dnf install python3-pip; elsewhere: ${python} -m ensurepip), ${again(engine)}`,
  });
}

export function needsConsent(engine: string, fetched: number): ArchetypeError {
  return new ArchetypeError({
    code: 'needs-consent',
    subject: engine,
    problem: `about ${bytes(fetched)} would be fetched, and there is no terminal to ask on`,
    remedy: `agree beforehand: ${programName()} engine add ${engine} --yes`,
  });
}

export function diskFull(engine: string, folder: string, needed: number, free?: number): ArchetypeError {
  return new ArchetypeError({
    code: 'disk-full',
    subject: engine,
    problem: `${folder} has too little room: about ${bytes(needed)} ${free === undefined ? 'are needed' : `are needed, ${bytes(free)} are free`}`,
    details: ['nothing was left behind'],
    remedy: `free some space, or name another place in ARCHETYPE_HOME, ${again(engine)}`,
  });
}

export function offline(engine: string, what: string, output: string): ArchetypeError {
  return new ArchetypeError({
    code: 'offline',
    subject: engine,
    problem: `${what} cannot be fetched: the network does not answer`,
    details: lastLines(output, 3),
    remedy: `check the connection and the proxy that pip and npm are set up with, ${again(engine)}`,
  });
}

export function failedStep(engine: string, problem: string, output: string, remedy: string): ArchetypeError {
  return new ArchetypeError({
    code: 'engine-not-added',
    subject: engine,
    problem: `${problem}; nothing was left behind`,
    details: lastLines(output),
    remedy,
  });
}

/** What package managers and compilers say when the disk is full. */
export const saysDiskFull = (output: string): boolean => /No space left on device|\[Errno 28\]|ENOSPC/.test(output);

/** What pip, uv and npm say when they reach nobody. */
export const saysOffline = (output: string): boolean =>
  /Temporary failure in name resolution|Name or service not known|Failed to establish a new connection|NewConnectionError|Network is unreachable|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|dns error|Connection (?:refused|timed out)/i.test(
    output,
  );
