// Runs one of the project's own tools (tsc, oxlint, prettier, …) on the Node.js that the project needs.
