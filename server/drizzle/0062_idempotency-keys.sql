ALTER TABLE "chat_groups" ADD COLUMN "idempotency_key" text;--> statement-breakpoint
ALTER TABLE "feedback_events" ADD COLUMN "idempotency_key" text;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "idempotency_key" text;--> statement-breakpoint
ALTER TABLE "policy_questions" ADD COLUMN "idempotency_key" text;--> statement-breakpoint
CREATE UNIQUE INDEX "chat_groups_idempotency_key" ON "chat_groups" USING btree ("owner_id","idempotency_key");--> statement-breakpoint
CREATE UNIQUE INDEX "feedback_events_idempotency_key" ON "feedback_events" USING btree ("problem_id","idempotency_key");--> statement-breakpoint
CREATE UNIQUE INDEX "policies_idempotency_key" ON "policies" USING btree ("created_by","idempotency_key");--> statement-breakpoint
CREATE UNIQUE INDEX "policy_questions_idempotency_key" ON "policy_questions" USING btree ("userid","idempotency_key");