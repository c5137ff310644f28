/**
 * What the container runs with `node -e`. ECS gives it the texts of the parameter and the secret when a task starts, so
 * that a task which was stopped while frozen starts with the restored database.
 */
export const START = `
const { host, port, dbname } = JSON.parse(process.env.DATABASE);
const { username, password } = JSON.parse(process.env.DATABASE_USER);
const user = [username, password].map(encodeURIComponent).join(':');
process.env.DATABASE_URL = 'postgres://' + user + '@' + host + ':' + port + '/' + dbname;
require('./server.js');
`;
