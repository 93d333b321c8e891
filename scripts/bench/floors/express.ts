import { createServer } from 'node:http';
import express from 'express';
import pg from 'pg';
import { listenAndTell } from './listen.ts';

/**
 * The floor of every request that reads: Express and pg, the same SQL, JSON. No session, no checks, no row-level security
 * (the rows of `?user=` are asked for by a role that sees all).
 */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
pool.on('connect', (client) => void client.query('SET ROLE kipux_system'));

const app = express();

const CONVERSATIONS = `
  SELECT id, title, active_leaf_id AS "activeLeafId", created_at AS "createdAt", updated_at AS "updatedAt",
    pinned_at AS "pinnedAt", archived_at AS "archivedAt"
  FROM conversations WHERE user_id = $1 AND archived_at IS NULL ORDER BY updated_at DESC, id DESC LIMIT $2`;

const MESSAGES = `
  SELECT id, conversation_id AS "conversationId", parent_id AS "parentId", role, content, status, error, model,
    document_ids AS "documentIds", citations, created_at AS "createdAt"
  FROM messages WHERE user_id = $1 AND conversation_id = $2 ORDER BY position LIMIT $3`;

app.get('/conversations', (request, response, next) => {
  const user = request.query['user'];
  pool
    .query(CONVERSATIONS, [user, 21])
    .then(({ rows }) => response.json({ conversations: rows.slice(0, 20) }), next);
});

app.get('/messages', (request, response, next) => {
  const { user, conversation } = request.query;
  pool
    .query(MESSAGES, [user, conversation, 1001])
    .then(({ rows }) => response.json({ messages: rows.slice(0, 1000) }), next);
});

listenAndTell(createServer(app));
